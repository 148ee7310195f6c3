package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.model.GoldenFolder;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class VllmExportTest {
    @TempDir private Path folder;
    private Path model = Path.of("");

    @BeforeEach
    void makeAModel() throws IOException {
        model = GoldenFolder.copy("llama-gqa-tied", folder.resolve("it's"));
        Files.writeString(model.resolve("model.gguf"), "not for vLLM");
        Path settings = model.resolve("tokenizer_config.json");
        ObjectNode tree = (ObjectNode) Json.tree(settings);
        tree.put("chat_template", "{% for m in messages %}{{ m.content }}{% endfor %}");
        Files.writeString(settings, Json.write(tree));
    }

    private AdapterShelf.Entry adapter(String name, int rank, boolean dora) throws IOException {
        Path to = Files.createDirectories(folder.resolve("adapters").resolve(name));
        Files.writeString(
                to.resolve("adapter_config.json"),
                "{\"r\":%d,\"lora_alpha\":8,\"use_dora\":%s}".formatted(rank, dora));
        Files.writeString(to.resolve("adapter_model.safetensors"), "weights of " + name);
        return new AdapterShelf.Entry("it's", name, to);
    }

    @Test
    void startsVllmWithTheModelItsTemplateAndItsAdapters() throws Exception {
        var adapters =
                List.of(
                        adapter("sales", 4, false),
                        adapter("hr", 24, false),
                        adapter("d", 4, true));
        Path to = folder.resolve("out");
        VllmExport.Exported exported = new VllmExport("it's", model, adapters).write(to);

        assertThat(exported.adapters()).containsExactly("sales", "hr");
        assertThat(exported.leftOut()).containsOnlyKeys("d");
        assertThat(to.resolve("model/model.gguf")).doesNotExist();
        assertThat(to.resolve("adapters/hr/adapter_model.safetensors")).exists();
        try (Tokenizer tokenizer = Tokenizers.load(model)) {
            assertThat(to.resolve("chat_template.jinja"))
                    .hasContent(Tokenizers.chat(model, tokenizer).orElseThrow().template());
        }
        int length = ModelFolder.config(to.resolve("model")).maxLength();
        assertThat(started(to))
                .containsExactly(
                        "serve",
                        "./model",
                        "--served-model-name",
                        "it's",
                        "--chat-template",
                        "./chat_template.jinja",
                        "--max-model-len",
                        Integer.toString(length),
                        "--enable-prefix-caching",
                        "--enable-lora",
                        "--max-lora-rank",
                        "32",
                        "--max-loras",
                        "2",
                        "--lora-modules",
                        "sales=./adapters/sales",
                        "hr=./adapters/hr",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "8000",
                        "--dtype",
                        "float32");
        assertThat(
                        Json.tree(to.resolve("model/config.json"))
                                .path("architectures")
                                .get(0)
                                .asString())
                .isEqualTo("LlamaForCausalLM");
    }

    /// The words that the script gives to `vllm`, by one that says them.
    private List<String> started(Path to) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path vllm = bin.resolve("vllm");
        Files.writeString(vllm, "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n");
        assertThat(vllm.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder =
                new ProcessBuilder(to.resolve("serve.sh").toString(), "--dtype", "float32");
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
