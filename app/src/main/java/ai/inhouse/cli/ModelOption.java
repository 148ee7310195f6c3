package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.governance.WithdrawnModels;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.AdapterShelf;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.Deployments;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.ServedAdapters;
import ai.inhouse.serving.Adapters;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which model a command talks with, and how its weights are held.
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = {
                "Model or adapter by name, folder or .gguf file (default: the deployed",
                "one)."
            })
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

    @Option(
            names = "--draft",
            paramLabel = "NAME",
            description = {
                "A smaller model of the same vocabulary that guesses ahead while one text is",
                "written alone. It changes the speed only."
            })
    private @Nullable String draft;

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
        return named().map(name -> drafted(workspace, () -> open(workspace, name)))
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
        return opener(workspace).apply(deployment.model(), folder);
    }

    /// Opens the model in a folder under a name, as [#open(Workspace)] does.
    BiFunction<String, Path, OpenModel> opener(Workspace workspace) {
        return (name, folder) -> {
            requireServable(workspace, name, folder);
            return drafted(workspace, () -> open(name, folder));
        };
    }

    /// A draft that is not there is noticed before the model is read.
    private OpenModel drafted(Workspace workspace, Supplier<OpenModel> opening) {
        if (draft == null) {
            return opening.get();
        }
        Path folder = ModelsCommand.shelf(workspace).find(draft);
        requireServable(workspace, draft, folder);
        OpenModel open = opening.get();
        try {
            open.draftBy(folder, format);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
        return open;
    }

    /// @throws InhouseException if it was withdrawn
    private static void requireServable(Workspace workspace, String name, Path folder) {
        new WithdrawnModels(workspace, Clock.systemUTC()).requireServable(name, folder);
    }

    /// As [#open(Workspace)], for a server: there an adapter is asked through its base, which lets
    /// nobody ask it who is not cleared for it.
    ///
    /// @throws InhouseException if an adapter was named
    OpenModel openToServe(Workspace workspace) {
        String name = named().orElse("");
        if (!name.isEmpty() && !ModelsCommand.shelf(workspace).has(name)) {
            for (AdapterShelf.Entry entry : ModelsCommand.adapters(workspace).matching(name)) {
                throw InhouseException.badInput(
                        "serving an adapter",
                        name,
                        "it is served beside its base",
                        "Serve with --model %s, and ask for the model '%s'."
                                .formatted(entry.base(), entry.name()));
            }
        }
        return open(workspace);
    }

    /// The adapters that lie beside a model that is served.
    ///
    /// @param only the names that are offered; empty for all
    /// @throws InhouseException if one of them is not there
    static Adapters adapters(
            Workspace workspace, OpenModel open, Optional<Set<String>> only, long mostBytes) {
        String base = String.valueOf(open.folder().getFileName());
        boolean registered = open.folder().equals(workspace.model(base));
        if (!registered && only.isPresent()) {
            throw InhouseException.badInput(
                    "offering adapters",
                    open.name(),
                    "adapters lie beside a model of the workspace, and this is none",
                    "Bring it with 'inhouse models import', and name it with --model.");
        }
        return registered ? served(workspace, open, base, only, mostBytes) : Adapters.none();
    }

    /// The adapters of a model that is deployed, for as long as the workspace's model of its name
    /// has the same weights: those that lie beside others do not fit.
    ///
    /// @param only the names that are offered, where the model has them; empty for all
    static Adapters adaptersOfDeployed(
            Workspace workspace, OpenModel open, Optional<Set<String>> only, long mostBytes) {
        // Behind the name stand the weights where others of that name are open.
        String base = open.name().replaceFirst("@.*", "");
        Set<String> there =
                ModelsCommand.adapters(workspace).of(base).stream()
                        .map(AdapterShelf.Entry::name)
                        .collect(Collectors.toSet());
        Optional<Set<String>> some =
                only.map(o -> o.stream().filter(there::contains).collect(Collectors.toSet()));
        return new AdaptersWhileSame(
                served(workspace, open, base, some, mostBytes),
                open.folder(),
                workspace.model(base));
    }

    private static Adapters served(
            Workspace workspace,
            OpenModel open,
            String base,
            Optional<Set<String>> only,
            long mostBytes) {
        return new ServedAdapters(
                ModelsCommand.adapters(workspace),
                open,
                base,
                only,
                mostBytes,
                entry -> requireServable(workspace, entry.name(), entry.folder()));
    }

    /// Another model, held in the same way.
    ///
    /// @throws InhouseException if it was withdrawn: what holds what was erased answers nobody
    OpenModel open(Workspace workspace, String name) {
        ModelShelf shelf = ModelsCommand.shelf(workspace);
        List<AdapterShelf.Entry> adapters =
                shelf.has(name) ? List.of() : ModelsCommand.adapters(workspace).matching(name);
        Optional<AdapterShelf.Entry> adapter =
                adapters.size() == 1 ? Optional.of(adapters.getFirst()) : Optional.empty();
        String base = adapter.map(AdapterShelf.Entry::base).orElse(name);
        Path folder = shelf.find(base);
        requireServable(workspace, base, folder);
        adapter.ifPresent(one -> requireServable(workspace, name, one.folder()));
        OpenModel open = open(base, folder);
        try {
            return adapter.map(open::with).orElse(open);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private OpenModel open(String name, Path folder) {
        OptionalLong bytes =
                kvMemory == null ? OptionalLong.empty() : OptionalLong.of((long) kvMemory << 20);
        EngineOptions options =
                EngineOptions.fast(threads).withKeyValueBytes(bytes).withCopy(!lean);
        return OpenModel.open(name, folder, format, options);
    }
}
