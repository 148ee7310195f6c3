package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Writes a folder that vLLM serves from as it is: the model, its adapters, its chat template, and
/// a script that starts the server with all of them.
public final class VllmExport {
    private static final String DOING = "exporting a model for vLLM";

    /// The ranks that `vllm serve --max-lora-rank` takes.
    private static final List<Integer> RANKS = List.of(8, 16, 32, 64, 128, 256, 320, 512);

    private final String name;
    private final Path model;
    private final List<AdapterShelf.Entry> adapters;

    /// @param name clients ask for it
    /// @param model its folder
    /// @param adapters of this model
    public VllmExport(String name, Path model, List<AdapterShelf.Entry> adapters) {
        this.name = name;
        this.model = model;
        this.adapters = List.copyOf(adapters);
    }

    /// What was written.
    ///
    /// @param adapters that clients can ask for by name
    /// @param leftOut adapters that vLLM cannot serve, by name, with the reason
    /// @param start how to start it
    public record Exported(
            Path folder,
            String model,
            List<String> adapters,
            Map<String, String> leftOut,
            int contextLength,
            String start) {}

    /// @param to a folder that does not exist yet
    public Exported write(Path to) {
        ModelConfig config = ModelFolder.config(model);
        if (config.scoreHead()) {
            throw InhouseException.badInput(
                    DOING, name, "it is a reward model: it writes no answers", "Name another.");
        }
        String template = template();
        Map<String, String> leftOut = new LinkedHashMap<>();
        List<AdapterShelf.Entry> served = new ArrayList<>();
        int rank = RANKS.getFirst();
        for (AdapterShelf.Entry entry : adapters) {
            JsonNode adapter = Json.tree(entry.folder().resolve("adapter_config.json"));
            int needed = adapter.path("r").asInt(0);
            if (adapter.path("use_dora").asBoolean(false)) {
                leftOut.put(entry.name(), "vLLM knows no DoRA: make a model of it by merging");
            } else if (needed > RANKS.getLast()) {
                leftOut.put(entry.name(), "vLLM takes ranks up to " + RANKS.getLast());
            } else {
                served.add(entry);
                rank = Math.max(rank, rankFor(needed));
            }
        }
        Path folder = to.toAbsolutePath().normalize();
        String command = command(config, served, rank);
        try {
            DurableFiles.folder(folder, aside -> fill(aside, template, served, command));
        } catch (IOException e) {
            throw InhouseException.internal(
                    DOING, folder, e, "Check the folder's rights and the free space.");
        }
        return new Exported(
                folder,
                name,
                served.stream().map(AdapterShelf.Entry::name).toList(),
                leftOut,
                config.maxLength(),
                folder.resolve("serve.sh").toString());
    }

    private static int rankFor(int needed) {
        return RANKS.stream().filter(rank -> rank >= needed).findFirst().orElseThrow();
    }

    private String template() {
        try (Tokenizer tokenizer = Tokenizers.load(model)) {
            return OpenModel.chat(model, tokenizer).template();
        }
    }

    private void fill(Path folder, String template, List<AdapterShelf.Entry> served, String command)
            throws IOException {
        copy(model, folder.resolve("model"));
        for (AdapterShelf.Entry entry : served) {
            copy(entry.folder(), folder.resolve("adapters").resolve(entry.name()));
        }
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        Path script = folder.resolve("serve.sh");
        Files.writeString(script, script(command));
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
        Files.writeString(folder.resolve("README.md"), readme(served));
    }

    /// The files of one folder, those of ours left out that vLLM has no use for.
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> listed = Files.list(from)) {
            for (Path file : listed.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".gguf")) {
                    try (InputStream in = Files.newInputStream(file)) {
                        Files.copy(in, to.resolve(file.getFileName()));
                    }
                }
            }
        }
    }

    private String command(ModelConfig config, List<AdapterShelf.Entry> served, int rank) {
        List<String> words = new ArrayList<>();
        words.add("vllm serve ./model");
        words.add("--served-model-name " + quoted(name));
        words.add("--chat-template ./chat_template.jinja");
        words.add("--max-model-len " + config.maxLength());
        words.add("--enable-prefix-caching");
        if (!served.isEmpty()) {
            words.add("--enable-lora");
            words.add("--max-lora-rank " + rank);
            words.add("--max-loras " + Math.min(served.size(), 8));
            words.add("--lora-modules");
            served.forEach(e -> words.add(quoted(e.name() + "=./adapters/" + e.name())));
        }
        return String.join(" \\\n  ", words);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String script(String command) {
        return """
        #!/bin/sh
        # Serves this folder with vLLM. HOST and PORT say where, VLLM_API_KEY which key it asks for;
        # further options are passed on.
        set -eu
        cd "$(dirname "$0")"
        exec %s \\
          --host "${HOST:-127.0.0.1}" \\
          --port "${PORT:-8000}" \\
          "$@"
        """
                .formatted(command);
    }

    private String readme(List<AdapterShelf.Entry> served) {
        StringBuilder text = new StringBuilder();
        text.append("# %s for vLLM%n".formatted(name));
        text.append(
                "`./serve.sh` starts it, on 127.0.0.1:8000 unless `HOST` and `PORT` differ.%n"
                        .formatted());
        text.append("Clients ask for `%s`".formatted(name));
        served.forEach(e -> text.append(", `").append(e.name()).append('`'));
        text.append(
                """
                .

                In a container, with this folder as its working folder:

                ```
                docker run --gpus all -p 8000:8000 -v "$PWD:/served:ro" -w /served -e HOST=0.0.0.0 \\
                  --entrypoint ./serve.sh vllm/vllm-openai
                ```
                Keys, limits, audit and metrics before it: `inhouse serve --upstream http://127.0.0.1:8000`.
                """);
        return text.toString();
    }
}
