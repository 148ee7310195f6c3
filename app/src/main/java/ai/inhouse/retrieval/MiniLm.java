package ai.inhouse.retrieval;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.nio.charset.StandardCharsets;

/// The meaning of a text as a vector of length 1, by all-MiniLM-L6-v2 in 8 bits (Wang et al. 2020,
/// Reimers and Gurevych 2019), which comes with the program and runs on the processor. It knows
/// English. Each text is read alone, so that its vector depends on nothing beside it.
final class MiniLm {
    static final int DIMENSIONS = 384;

    /// Of the model: vectors of another cannot be compared with these.
    static final String NAME = "all-minilm-l6-v2-q";

    /// Beyond this the model only averages, and a question is over before.
    private static final int MOST_CHARACTERS = 4_000;

    private final AllMiniLmL6V2QuantizedEmbeddingModel model;

    MiniLm() {
        // Of DJL's native libraries this one lies on the class path; others would be downloaded.
        if (System.getenv("RUST_FLAVOR") == null) {
            System.setProperty("RUST_FLAVOR", "cpu");
        }
        this.model = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    }

    float[] embed(String text) {
        String begin = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        // Half of a surrogate pair, which is no text, becomes a question mark.
        byte[] bytes = begin.getBytes(StandardCharsets.UTF_8);
        String clean = new String(bytes, StandardCharsets.UTF_8);
        return unit(model.embed(clean.isBlank() ? "-" : clean).content().vector());
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = (float) Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = vector[i] / length;
        }
        return unit;
    }
}
