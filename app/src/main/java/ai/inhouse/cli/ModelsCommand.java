package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.jobs.AdapterShelf;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.store.ModelRecord;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse models`: the workspace's models, in and out.
@Command(
        name = "models",
        description = "Import, list, show and export models.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ModelsCommand.Import.class,
            ModelsCommand.Listing.class,
            ModelsCommand.Show.class,
            ModelsExportCommand.class,
            ModelsMergeCommand.class,
            ModelsPermitCommand.class
        })
final class ModelsCommand extends Group {
    static ModelShelf shelf(Workspace workspace) {
        return new ModelShelf(workspace, Clock.systemUTC());
    }

    static AdapterShelf adapters(Workspace workspace) {
        return new AdapterShelf(workspace, shelf(workspace));
    }

    /// `models import`.
    @Command(
            name = "import",
            description = {
                "Bring a model from a GGUF file or a Hugging Face folder,",
                "or with --base an adapter from a PEFT folder."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  inhouse models import SmolLM2-135M-Instruct.gguf --name smollm2",
                "  inhouse models import adapter/ --base smollm2 --name support"
            })
    static final class Import extends Subcommand {
        @Parameters(paramLabel = "PATH", description = "A .gguf file or a folder.")
        private Path path = Path.of("");

        @Option(names = "--name", required = true, description = "What to call it here.")
        private String name = "";

        @Option(
                names = "--label",
                paramLabel = "LEVEL[:GROUP,...]",
                defaultValue = "internal",
                description = "With --base: who may ask the adapter (default: ${DEFAULT-VALUE}).")
        private String label = "internal";

        @Option(
                names = "--base",
                paramLabel = "MODEL",
                description = "The model that an adapter belongs to.")
        private String base = "";

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.create(workspaceFolder());
                    var _ = workspace.lock("importing a model")) {
                if (!base.isEmpty()) {
                    adapters(workspace).add(path, base, name, DocumentsCommand.label(label));
                    return done(
                            Map.of("base", base, "adapter", name),
                            "Keeps %s beside %s. To make one model of both: inhouse models merge %s"
                                    .formatted(name, base, name));
                }
                shelf(workspace).add(path, name);
                Map<String, Object> value = describe(workspace, name);
                return done(value, "Imported " + name + "\n" + lines(value));
            }
        }
    }

    /// `models list`.
    @Command(
            name = "list",
            description = "List the workspace's models.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse models list"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            try (Workspace workspace = openWorkspace()) {
                List<ModelRecord> all = shelf(workspace).all();
                String deployed = Deployment.read(workspace).map(Deployment::model).orElse("");
                StringBuilder text = new StringBuilder();
                for (ModelRecord model : all) {
                    text.append(
                            "%-32s %s%s%n"
                                    .formatted(
                                            model.name(),
                                            model.createdAt(),
                                            model.name().equals(deployed) ? "  deployed" : ""));
                }
                List<String> adapters = new ArrayList<>();
                for (AdapterShelf.Entry entry : adapters(workspace).all()) {
                    adapters.add(entry.base() + "/" + entry.name());
                    text.append("%-32s adapter%n".formatted(adapters.getLast()));
                }
                return done(
                        Map.of("models", all, "deployed", deployed, "adapters", adapters),
                        text.isEmpty() ? "There are no models yet." : text.toString());
            }
        }
    }

    /// `models show`.
    @Command(
            name = "show",
            description = "Show a model's shape and what it was made from.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse models show harbour-tuned"})
    static final class Show extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "Name or folder.")
        private String name = "";

        @Override
        public Integer call() {
            try (Workspace workspace = workspaceFor(name)) {
                Map<String, Object> value = describe(workspace, name);
                return done(value, lines(value));
            }
        }
    }

    private static Map<String, Object> describe(Workspace workspace, String name) {
        Path folder = shelf(workspace).find(name);
        ModelConfig config = ModelFolder.config(folder);
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("name", name);
        value.put("folder", folder.toString());
        value.put("architecture", config.architecture().name().toLowerCase(Locale.ROOT));
        value.put("parameters", ParameterLayout.of(config).elements());
        value.put("layers", config.layers());
        value.put("hidden_size", config.hiddenSize());
        value.put("vocabulary_size", config.vocabularySize());
        value.put("context_length", config.maxLength());
        ModelFolder.lineage(folder).ifPresent(lineage -> value.put("lineage", lineage));
        return value;
    }

    private static String lines(Map<String, Object> value) {
        StringBuilder text = new StringBuilder();
        value.forEach(
                (key, v) ->
                        text.append(
                                "%-16s %s%n"
                                        .formatted(
                                                key.replace('_', ' '),
                                                key.equals("parameters")
                                                        ? Units.count((Long) v)
                                                        : v)));
        return text.toString();
    }
}
