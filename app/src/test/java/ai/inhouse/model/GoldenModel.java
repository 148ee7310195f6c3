package ai.inhouse.model;

import ai.inhouse.Shared;
import ai.inhouse.base.Json;
import ai.inhouse.model.ModelConfig.Architecture;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import ai.inhouse.model.ModelConfig.RopeScaling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A tiny checkpoint with what Hugging Face's transformers computed from it.
record GoldenModel(Path folder, ModelConfig config, JsonNode expected) {
    static GoldenModel read(String name) {
        Path folder = Shared.path("golden/models").resolve(name);
        return new GoldenModel(
                folder,
                config(Json.tree(folder.resolve("config.json"))),
                Json.tree(folder.resolve("expected.json")));
    }

    private static ModelConfig config(JsonNode c) {
        JsonNode rope = c.get("rope_parameters");
        int heads = c.get("num_attention_heads").asInt();
        int hidden = c.get("hidden_size").asInt();
        Optional<RopeScaling> scaling =
                rope.get("rope_type").asString().equals("llama3")
                        ? Optional.of(
                                new Llama3RopeScaling(
                                        rope.get("factor").asDouble(),
                                        rope.get("low_freq_factor").asDouble(),
                                        rope.get("high_freq_factor").asDouble(),
                                        rope.get("original_max_position_embeddings").asInt()))
                        : Optional.empty();
        Architecture architecture =
                Architecture.valueOf(c.get("model_type").asString().toUpperCase(Locale.ROOT));
        return new ModelConfig(
                architecture,
                c.get("vocab_size").asInt(),
                hidden,
                c.get("intermediate_size").asInt(),
                c.get("num_hidden_layers").asInt(),
                heads,
                c.get("num_key_value_heads").asInt(),
                c.has("head_dim") ? c.get("head_dim").asInt() : hidden / heads,
                c.get("max_position_embeddings").asInt(),
                rope.get("rope_theta").asDouble(),
                scaling,
                c.get("rms_norm_eps").asDouble(),
                c.get("tie_word_embeddings").asBoolean(),
                architecture == Architecture.QWEN2,
                architecture == Architecture.QWEN3);
    }

    Weights weights() {
        Weights weights = Weights.zeros(config);
        for (ParameterLayout.Parameter p : weights.layout().parameters()) {
            ByteBuffer source = tensor("model.safetensors", p.name());
            weights.segment(p).asByteBuffer().put(source);
        }
        return weights;
    }

    /// `[2, 48]` tokens; each position's target is the label after it, and labels of -100 weigh 0.
    /// The weights make the loss the mean over those that count, as transformers has it.
    Batch batch() {
        long[] ids = longs("input_ids");
        long[] labels = longs("labels");
        int rows = 2;
        int length = ids.length / rows;
        int[] tokens = new int[ids.length];
        int[] targets = new int[ids.length];
        float[] weights = new float[ids.length];
        int counted = 0;
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = (int) ids[i];
            boolean counts = i % length < length - 1 && labels[i + 1] >= 0;
            targets[i] = counts ? (int) labels[i + 1] : 0;
            weights[i] = counts ? 1 : 0;
            counted += counts ? 1 : 0;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= counted;
        }
        return new Batch(rows, length, tokens, targets, weights);
    }

    /// `[2 * 48 * V]`
    float[] logits() {
        ByteBuffer bytes = tensor("expected.safetensors", "logits");
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private long[] longs(String name) {
        ByteBuffer bytes = tensor("expected.safetensors", name);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    private ByteBuffer tensor(String file, String name) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file)))
                            .order(ByteOrder.LITTLE_ENDIAN);
            int headerSize = Math.toIntExact(bytes.getLong());
            byte[] header = new byte[headerSize];
            bytes.get(header);
            JsonNode entry = Json.tree(new String(header, StandardCharsets.UTF_8), file).get(name);
            int from = entry.get("data_offsets").get(0).asInt();
            int to = entry.get("data_offsets").get(1).asInt();
            return bytes.slice(Long.BYTES + headerSize + from, to - from)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
