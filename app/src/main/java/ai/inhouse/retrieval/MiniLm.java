package ai.inhouse.retrieval;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.inhouse.base.InhouseException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/// The meaning of a text as a vector of length 1, by all-MiniLM-L6-v2 in 8 bits (Wang et al. 2020,
/// Reimers and Gurevych 2019), which comes with the program and runs on the processor. It knows
/// English. Each text is read alone, so that its vector depends on nothing beside it, and by one
/// thread: several texts at a time are faster than several threads on each. Thread-safe.
final class MiniLm implements AutoCloseable {
    static final int DIMENSIONS = 384;

    /// Of the model: vectors of another cannot be compared with these.
    static final String NAME = "all-minilm-l6-v2-q";

    /// Beyond this the model has no positions; what follows is not read.
    private static final int MOST_TOKENS = 512;

    /// More are more than [#MOST_TOKENS] in any language.
    private static final int MOST_CHARACTERS = 4_000;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    private MiniLm(OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
    }

    static MiniLm open() {
        // Of DJL's native libraries this one lies on the class path; others would be downloaded.
        if (System.getenv("RUST_FLAVOR") == null) {
            System.setProperty("RUST_FLAVOR", "cpu");
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return new MiniLm(
                    environment,
                    environment.createSession(resource(NAME + ".onnx"), options),
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(resource(NAME + "-tokenizer.json")),
                            Map.of("truncation", "false", "padding", "false")));
        } catch (IOException | OrtException e) {
            throw failed("opening the embedding model", e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MiniLm.class.getResourceAsStream("/" + name), name)) {
            return in.readAllBytes();
        }
    }

    float[] embed(String text) {
        String begin = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        // Half of a surrogate pair, which is no text, becomes a question mark.
        byte[] bytes = begin.getBytes(StandardCharsets.UTF_8);
        long[] ids = ids(new String(bytes, StandardCharsets.UTF_8));
        try {
            return unit(mean(states(ids), ids.length));
        } catch (OrtException e) {
            throw failed("embedding a text of %d tokens".formatted(ids.length), e);
        }
    }

    /// With the marks of beginning and end, of which the end stays where a text is cut.
    private long[] ids(String text) {
        long[] ids = tokenizer.encode(text, true, false).getIds();
        if (ids.length <= MOST_TOKENS) {
            return ids;
        }
        long[] cut = Arrays.copyOf(ids, MOST_TOKENS);
        cut[MOST_TOKENS - 1] = ids[ids.length - 1];
        return cut;
    }

    /// @return `[tokens, DIMENSIONS]`, the last layer's
    private FloatBuffer states(long[] ids) throws OrtException {
        long[] shape = {1, ids.length};
        long[] all = new long[ids.length];
        Arrays.fill(all, 1);
        try (OnnxTensor words = tensor(ids, shape);
                OnnxTensor attended = tensor(all, shape);
                OnnxTensor firstText = tensor(new long[ids.length], shape);
                OrtSession.Result result =
                        session.run(
                                Map.of(
                                        "input_ids", words,
                                        "attention_mask", attended,
                                        "token_type_ids", firstText))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer();
        }
    }

    private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }

    private static double[] mean(FloatBuffer states, int tokens) {
        double[] mean = new double[DIMENSIONS];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < DIMENSIONS; i++) {
                mean[i] += states.get(token * DIMENSIONS + i) / (double) tokens;
            }
        }
        return mean;
    }

    private static float[] unit(double[] vector) {
        double length = Math.sqrt(Arrays.stream(vector).map(value -> value * value).sum());
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    private static InhouseException failed(String what, Exception e) {
        return InhouseException.internal(
                what, NAME, e, "Check that the program was installed whole, and try again.");
    }

    @Override
    public void close() {
        try {
            tokenizer.close();
            session.close();
        } catch (OrtException e) {
            throw failed("closing the embedding model", e);
        }
    }
}
