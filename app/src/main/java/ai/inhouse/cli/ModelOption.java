package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which model a command talks with, and how its weights are held.
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model by name, folder or .gguf file (default: the deployed one).")
    private @Nullable String model;

    @Option(
            names = "--weights",
            defaultValue = "q8_0",
            description = {
                "How weights are held: f32, bf16, q8_0, q4_0 or q4_1",
                "(default: ${DEFAULT-VALUE})."
            })
    private WeightFormat format = WeightFormat.Q8_0;

    @Option(names = "--threads", description = "Threads (default: one a core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    Optional<String> named() {
        return Optional.ofNullable(model);
    }

    /// @throws InhouseException if none was named and none is deployed
    OpenModel open(Workspace workspace) {
        String name =
                named().or(() -> Deployment.read(workspace.folder()).map(Deployment::model))
                        .orElseThrow(
                                () ->
                                        InhouseException.badInput(
                                                "choosing a model",
                                                workspace.folder(),
                                                "no model is deployed in this workspace",
                                                "Make one with 'inhouse run', or name one with"
                                                        + " --model."));
        return open(workspace, name);
    }

    /// Another model, held in the same way.
    OpenModel open(Workspace workspace, String name) {
        ModelShelf shelf = new ModelShelf(workspace, Clock.systemUTC());
        return OpenModel.open(name, shelf.find(name), format, threads);
    }
}
