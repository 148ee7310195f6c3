package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.AdapterShelf;
import ai.inhouse.jobs.VllmExport;
import ai.inhouse.model.GgufExporter;
import ai.inhouse.model.GgufType;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse models export`.
@Command(
        name = "export",
        description = "Write a model for other programs.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse models export harbour-tuned --to out/",
            "  inhouse models export harbour-tuned --format gguf --type Q4_K_M --to harbour.gguf",
            "  inhouse models export harbour-tuned --format peft --to adapter/",
            "  inhouse models export harbour-tuned --format vllm --to served/"
        })
final class ModelsExportCommand extends Subcommand {
    /// What other programs read.
    enum Format {
        HF,
        GGUF,
        PEFT,
        VLLM
    }

    @Parameters(paramLabel = "NAME", description = "Name or folder; for peft an adapter's name.")
    private String name = "";

    @Option(
            names = "--format",
            defaultValue = "hf",
            description = {
                "hf: a Hugging Face folder for transformers, vLLM (default).",
                "gguf: one file for llama.cpp and what is made of it.",
                "peft: an adapter's folder, for PEFT, vLLM and others.",
                "vllm: a folder with the model, its adapters and a script that starts vLLM."
            })
    private Format format = Format.HF;

    @Option(
            names = "--type",
            defaultValue = "Q8_0",
            description = "gguf: F16, BF16, Q8_0, Q4_0 or Q4_K_M (default: ${DEFAULT-VALUE}).")
    private GgufType type = GgufType.Q8_0;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "PATH",
            description = "New folder; for gguf a new file, or a folder to put it in.")
    private Path to = Path.of("");

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            return switch (format) {
                case HF -> folder(ModelsCommand.shelf(workspace).find(name));
                case GGUF -> file(ModelsCommand.shelf(workspace).find(name));
                case PEFT -> adapter(ModelsCommand.adapters(workspace).find(name));
                case VLLM -> vllm(workspace);
            };
        }
    }

    private int folder(Path from) {
        requireNew(to);
        copy(from);
        return done(
                Map.of("folder", to.toString(), "format", format),
                "Wrote " + to + " for transformers, vLLM and llama.cpp's converter");
    }

    private int adapter(AdapterShelf.Entry entry) {
        requireNew(to);
        copy(entry.folder());
        return done(
                Map.of("folder", to.toString(), "format", format, "base", entry.base()),
                "Wrote %s for PEFT; it belongs to %s".formatted(to, entry.base()));
    }

    private int vllm(Workspace workspace) {
        requireNew(to);
        Path folder = ModelsCommand.shelf(workspace).find(name);
        List<AdapterShelf.Entry> adapters =
                ModelsCommand.adapters(workspace).all().stream()
                        .filter(entry -> entry.base().equals(name))
                        .toList();
        String served = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        VllmExport.Exported exported = new VllmExport(served, folder, adapters).write(to);
        exported.leftOut()
                .forEach((adapter, why) -> note("left out: %s (%s)".formatted(adapter, why)));
        return done(
                exported,
                "Wrote %s with %d adapters. Start it with %s"
                        .formatted(to, exported.adapters().size(), exported.start()));
    }

    private int file(Path from) {
        String model = String.valueOf(from.toAbsolutePath().normalize().getFileName());
        Path file =
                to.toString().endsWith(".gguf")
                        ? to
                        : to.resolve("%s-%s.gguf".formatted(model, type));
        requireNew(file);
        GgufExporter.export(from, model, type, file);
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("file", file.toString());
        value.put("format", format);
        value.put("type", type);
        value.put("bytes", file.toFile().length());
        return done(value, "Wrote %s for llama.cpp (%s)".formatted(file, type));
    }

    private static void requireNew(Path path) {
        if (Files.exists(path)) {
            throw InhouseException.badInput(
                    "exporting a model",
                    path,
                    "something of that name is there already",
                    "Name one that does not exist yet.");
        }
    }

    private void copy(Path from) {
        try (var listed = Files.list(from)) {
            List<Path> files = listed.filter(Files::isRegularFile).toList();
            DurableFiles.folder(
                    to.toAbsolutePath().normalize(),
                    aside -> {
                        for (Path file : files) {
                            Files.copy(file, aside.resolve(file.getFileName()));
                        }
                    });
        } catch (IOException e) {
            throw InhouseException.internal(
                    "exporting a model", to, e, "Check the folder's rights and the free space.");
        }
    }
}
