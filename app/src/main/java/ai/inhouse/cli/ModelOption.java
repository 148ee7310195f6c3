package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.governance.WithdrawnModels;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.Deployments;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
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
                "How weights are held: f32, bf16, q8_0, q6_k, q4_k, q4_0, q4_1, or",
                "gguf: as in the file they were imported from (default: ${DEFAULT-VALUE})."
            })
    private WeightFormat format = WeightFormat.Q8_0;

    @Option(names = "--threads", description = "Threads (default: one a core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--kv-memory",
            paramLabel = "MIB",
            description =
                    "MiB for the keys and values of all texts at once (default: a quarter of the"
                            + " machine's memory).")
    private @Nullable Integer kvMemory;

    @Option(
            names = "--lean",
            description = {
                "Keep no bf16 copy of the weights beside the packed ones: less",
                "memory, slower for prompts and for many texts at once."
            })
    private boolean lean;

    Optional<String> named() {
        return Optional.ofNullable(model);
    }

    /// The workspace to find the model in. Only for a model that is named by its path may it be
    /// new: that is where a `.gguf` file is brought.
    ///
    /// @throws InhouseException if there is no workspace
    Workspace workspace(Subcommand command) {
        return named().map(command::workspaceFor).orElseGet(command::openWorkspace);
    }

    /// @throws InhouseException if none was named and none is deployed, or it was withdrawn
    OpenModel open(Workspace workspace) {
        return named().map(name -> open(workspace, name))
                .orElseGet(() -> open(workspace, deployed(workspace)));
    }

    /// @throws InhouseException if no model is deployed
    static Deployment deployed(Workspace workspace) {
        return Deployment.read(workspace)
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "choosing a model",
                                        workspace.folder(),
                                        "no model is deployed in this workspace",
                                        "Make one with 'inhouse run', or name one with --model."));
    }

    /// The deployed model, with the weights that it had then.
    OpenModel open(Workspace workspace, Deployment deployment) {
        Path folder =
                new Deployments(workspace, Clock.systemUTC())
                        .folder(deployment.model(), deployment.weights());
        return open(workspace, deployment.model(), folder);
    }

    /// Another model, held in the same way.
    ///
    /// @throws InhouseException if it was withdrawn: what holds what was erased answers nobody
    OpenModel open(Workspace workspace, String name) {
        return open(workspace, name, new ModelShelf(workspace, Clock.systemUTC()).find(name));
    }

    /// Opens the model in a folder under a name, as [#open(Workspace)] does.
    BiFunction<String, Path, OpenModel> opener(Workspace workspace) {
        return (name, folder) -> open(workspace, name, folder);
    }

    private OpenModel open(Workspace workspace, String name, Path folder) {
        new WithdrawnModels(workspace, Clock.systemUTC()).requireServable(name, folder);
        OptionalLong bytes =
                kvMemory == null ? OptionalLong.empty() : OptionalLong.of((long) kvMemory << 20);
        EngineOptions options =
                EngineOptions.fast(threads).withKeyValueBytes(bytes).withCopy(!lean);
        return OpenModel.open(name, folder, format, options);
    }
}
