package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Json;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What llama.cpp makes of our files, where it is installed: its programs are looked for in the
/// folder that the environment variable `LLAMA_CPP` names, then in PATH.
class LlamaCppTest {
    private static final int CONTEXT = 128;

    /// After each chunk, over all until then. What is said at the very end is lost at times.
    private static final Pattern PERPLEXITY = Pattern.compile("\\[(\\d+)]([0-9.]+),");

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(GgufType.class)
    void findsOurPerplexity(GgufType type) throws Exception {
        Path program = program("llama-perplexity");
        Path gguf = export(config(ModelConfig.Architecture.LLAMA), type);
        assertSamePerplexity(program, gguf);
    }

    static Stream<ModelConfig> architectures() {
        return Arrays.stream(ModelConfig.Architecture.values())
                .filter(architecture -> architecture != ModelConfig.Architecture.GEMMA3)
                .map(LlamaCppTest::config);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void computesTheSameForEveryArchitecture(ModelConfig config) throws Exception {
        Path program = program("llama-perplexity");
        assertSamePerplexity(program, export(config, GgufType.F16));
    }

    /// The compiler of llama.cpp may fuse multiplications and additions, so that a block in many
    /// thousands rounds the other way.
    @ParameterizedTest
    @EnumSource(
            value = GgufType.class,
            names = {"Q8_0", "Q4_0", "Q4_K_M"})
    void quantizesToTheSameBytes(GgufType type) throws Exception {
        Path program = program("llama-quantize");
        Path ours = export(config(ModelConfig.Architecture.LLAMA), type);
        Path plain = folder.resolve("plain.gguf");
        GgufExporter.export(folder.resolve("model"), "tiny", GgufType.BF16, plain);
        Path theirs = folder.resolve("theirs.gguf");
        run(program.toString(), plain.toString(), theirs.toString(), type.name());
        try (GgufFile a = GgufFile.open(ours);
                GgufFile b = GgufFile.open(theirs)) {
            Map<GgmlType, long[]> counts = new EnumMap<>(GgmlType.class);
            for (GgufFile.Tensor tensor : a.tensors().values()) {
                GgufFile.Tensor other =
                        Objects.requireNonNull(b.tensors().get(tensor.name()), tensor.name());
                assertThat(other.type()).as(tensor.name()).isEqualTo(tensor.type());
                count(
                        a.bytes(tensor),
                        b.bytes(other),
                        tensor.type().blockBytes(),
                        counts.computeIfAbsent(tensor.type(), key -> new long[2]));
            }
            counts.forEach(
                    (key, count) ->
                            assertThat((double) count[1] / count[0])
                                    .as("share of %s blocks that differ", key)
                                    .isLessThan(2e-3));
        }
    }

    /// @param count blocks, and those that differ
    private static void count(MemorySegment x, MemorySegment y, int size, long[] count) {
        for (long at = 0; at < x.byteSize(); at += size) {
            count[0]++;
            count[1] += x.asSlice(at, size).mismatch(y.asSlice(at, size)) < 0 ? 0 : 1;
        }
    }

    private void assertSamePerplexity(Path program, Path gguf) throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), text());
        String output =
                run(
                        program.toString(),
                        "-m",
                        gguf.toString(),
                        "-f",
                        text.toString(),
                        "-c",
                        String.valueOf(CONTEXT),
                        "-b",
                        String.valueOf(CONTEXT),
                        "-t",
                        "1",
                        "--no-warmup");
        MatchResult last = PERPLEXITY.matcher(output).results().reduce((a, b) -> b).orElseThrow();
        int chunks = Integer.parseInt(last.group(1));
        double theirs = Double.parseDouble(last.group(2));
        ModelImporter.importFrom(gguf, folder.resolve("back"));
        double ours = perplexity(folder.resolve("back"), chunks);
        assertThat(theirs).isCloseTo(ours, within(0.005 * ours));
    }

    /// As llama-perplexity measures: in chunks of a context, of which the latter half counts.
    private static double perplexity(Path model, int chunks) {
        byte[] bytes = text().getBytes(StandardCharsets.US_ASCII);
        int[] tokens = new int[chunks * CONTEXT];
        int[] targets = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = id(bytes[i]);
            targets[i] = i + 1 < bytes.length ? id(bytes[i + 1]) : 0;
        }
        Batch batch = new Batch(chunks, CONTEXT, tokens, targets, new float[tokens.length]);
        double sum = 0;
        int count = 0;
        try (LoadedModel loaded = ModelFolder.load(model);
                DecoderLearner learner = Learners.full(loaded.weights(), Precision.FP32, 1)) {
            float[] logProbabilities = learner.logProbabilities(batch);
            for (int i = 0; i < tokens.length; i++) {
                int at = i % CONTEXT;
                if (at >= CONTEXT / 2 && at < CONTEXT - 1) {
                    sum -= logProbabilities[i];
                    count++;
                }
            }
        }
        return Math.exp(sum / count);
    }

    private static String text() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; text.length() < 4 * CONTEXT; line++) {
            text.append(
                    "Line %d of the harbour's tide table: low at %d\n".formatted(line, line * 7));
        }
        return text.toString();
    }

    private static int id(byte character) {
        return character;
    }

    private Path export(ModelConfig config, GgufType type) throws IOException {
        try (Weights weights = TinyModels.weights(config, 5)) {
            for (ParameterLayout.Parameter p : weights.layout().parameters()) {
                calm(p, weights.segment(p));
            }
            ModelFolder.save(
                    folder.resolve("model"), weights, tokenizer(), Map.of(), ElementType.BF16);
        }
        Path gguf = folder.resolve("ours.gguf");
        GgufExporter.export(folder.resolve("model"), "tiny", type, gguf);
        return gguf;
    }

    /// Matrices of a size at which a guess is neither certain nor blind: where it is certain, small
    /// roundings (llama.cpp rounds activations too) make large differences.
    private static void calm(ParameterLayout.Parameter p, MemorySegment values) {
        for (long i = 0; p.shape().size() > 1 && i < p.elements(); i++) {
            float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.4f * value);
        }
    }

    /// Rows of 256 and more, so that the types with blocks of 256 are what they say.
    private static ModelConfig config(ModelConfig.Architecture architecture) {
        boolean smollm3 = architecture == ModelConfig.Architecture.SMOLLM3;
        return new ModelConfig(
                        architecture,
                        256,
                        256,
                        512,
                        smollm3 ? 4 : 2,
                        4,
                        2,
                        64,
                        CONTEXT,
                        1e4,
                        Optional.empty(),
                        1e-5,
                        architecture != ModelConfig.Architecture.LLAMA,
                        architecture == ModelConfig.Architecture.QWEN2,
                        architecture == ModelConfig.Architecture.QWEN3)
                .with(smollm3 ? GgufModel.SMOLLM3 : new ModelConfig.LayerPattern.Alike());
    }

    /// Each byte a token, its id the byte; id 0 ends a text.
    private static TokenizerFiles tokenizer() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        vocabulary.put("<end>", 0);
        for (int id = 1; id < 256; id++) {
            vocabulary.put(letter(id), id);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("vocab", vocabulary);
        model.put("merges", List.of());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", List.of(Map.of("id", 0, "content", "<end>", "special", true)));
        json.put("pre_tokenizer", PreTokenization.byteLevel(true));
        json.put("decoder", PreTokenization.byteLevel(true));
        json.put("model", model);
        return TokenizerFiles.of(Json.write(json), Json.write(Map.of("eos_token", "<end>")));
    }

    /// GPT-2's printable letter for a byte.
    private static String letter(int value) {
        boolean plain =
                (value >= '!' && value <= '~')
                        || (value >= 0xa1 && value <= 0xac)
                        || (value >= 0xae && value <= 0xff);
        if (plain) {
            return String.valueOf((char) value);
        }
        int before = value <= ' ' ? value : value < 0xad ? value - 94 : 67;
        return String.valueOf((char) (256 + before));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static Path program(String name) {
        String named = System.getenv("LLAMA_CPP");
        String path = (named == null ? "" : named + File.pathSeparator) + System.getenv("PATH");
        Optional<Path> found =
                Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(entry -> !entry.isEmpty())
                        .map(entry -> Path.of(entry).resolve(name))
                        .filter(Files::isExecutable)
                        .findFirst();
        Assumptions.assumeTrue(
                found.isPresent(), () -> "skipped: no %s in $LLAMA_CPP or $PATH".formatted(name));
        return found.orElseThrow();
    }
}
