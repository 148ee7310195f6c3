package ai.inhouse.serving;

import ai.inhouse.base.Json;
import ai.inhouse.inference.BatchingGenerator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// `/v1/embeddings`, by the served model's own states.
final class Embeddings {
    static final Set<String> FIELDS =
            Set.of("model", "input", "encoding_format", "dimensions", "user");

    private final ServedModel model;

    Embeddings(ServedModel model) {
        this.model = model;
    }

    private record Answer(String object, List<One> data, String model, Counts usage) {}

    private record One(String object, int index, Object embedding) {}

    private record Counts(int promptTokens, int totalTokens) {}

    Exchange.Outcome answer(Completions.Asked asked, Fields body) {
        body.allowOnly(FIELDS);
        String encoding = body.text("encoding_format").orElse("float");
        body.check(
                Set.of("float", "base64").contains(encoding),
                "encoding_format",
                "must be 'float' or 'base64'");
        List<int[]> inputs = Prompts.read(body, "input", model.tokenizer()).ids();
        for (int[] ids : inputs) {
            if (ids.length > model.contextLength()) {
                throw ApiException.contextLength(
                        "input",
                        "An input has %d tokens, and the model's context %d."
                                .formatted(ids.length, model.contextLength()));
            }
        }
        BatchingGenerator generator =
                asked.target().adapter().map(model.generator()::with).orElse(model.generator());
        List<One> data = new ArrayList<>();
        int tokens = 0;
        for (int[] ids : inputs) {
            float[] vector = generator.embed(ids);
            body.integer("dimensions", 1, Integer.MAX_VALUE)
                    .ifPresent(
                            n ->
                                    body.check(
                                            n == vector.length,
                                            "dimensions",
                                            "must be " + vector.length));
            data.add(new One("embedding", data.size(), encoded(vector, encoding)));
            tokens += ids.length;
        }
        Answer answer = new Answer("list", data, asked.target().name(), new Counts(tokens, tokens));
        asked.request().contentType("application/json").result(Json.write(answer));
        return Exchange.Outcome.of(Usage.read(tokens));
    }

    private static Object encoded(float[] vector, String encoding) {
        if (encoding.equals("float")) {
            return vector;
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
