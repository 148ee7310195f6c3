package ai.inhouse.evaluation;

import ai.inhouse.inference.Generator;
import ai.inhouse.tokens.ByteTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;

/// A real, if simple, language model: byte bigrams with one added to each count, and answers known
/// by heart to prompts that contain a known text.
final class BigramModel implements Generator {
    static final int VOCABULARY = 258;

    private final double[][] logProbabilities = new double[VOCABULARY][VOCABULARY];
    private final Map<String, String> answers;
    private final List<Integer> batchSizes = new ArrayList<>();

    private BigramModel(String text, Map<String, String> answers) {
        this.answers = answers;
        double[][] counts = new double[VOCABULARY][VOCABULARY];
        int previous = ByteTokenizer.END;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            counts[previous][b & 0xff]++;
            previous = b & 0xff;
        }
        for (int i = 0; i < VOCABULARY; i++) {
            double sum = Arrays.stream(counts[i]).sum() + VOCABULARY;
            for (int j = 0; j < VOCABULARY; j++) {
                logProbabilities[i][j] = Math.log((counts[i][j] + 1) / sum);
            }
        }
    }

    static EvaluatedModel trainedOn(String text) {
        return model(text, Map.of(), 64);
    }

    /// @param answers what to say when the prompt contains the key
    static EvaluatedModel answering(Map<String, String> answers) {
        return model("", answers, 512);
    }

    static EvaluatedModel model(String text, Map<String, String> answers, int contextLength) {
        ByteTokenizer tokenizer = new ByteTokenizer();
        return new EvaluatedModel(
                "bigram",
                new BigramModel(text, answers),
                tokenizer,
                new PlainChat(tokenizer, ByteTokenizer.END),
                contextLength);
    }

    double logProbability(int previous, int next) {
        return logProbabilities[previous][next];
    }

    List<Integer> batchSizes() {
        return batchSizes;
    }

    @Override
    public List<Completion> generate(List<int[]> prompts, Sampling sampling) {
        batchSizes.add(prompts.size());
        List<Completion> completions = new ArrayList<>();
        for (int[] prompt : prompts) {
            String text = new ByteTokenizer().decode(prompt, true);
            long seed = sampling.seed().orElse(0L) + completions.size();
            Optional<String> known =
                    answers.keySet().stream()
                            .filter(text::contains)
                            .sorted()
                            .findFirst()
                            .map(answers::get);
            completions.add(
                    known.map(answer -> recited(answer, sampling))
                            .orElseGet(() -> sampled(prompt, sampling, new Random(seed))));
        }
        return completions;
    }

    private static Completion recited(String answer, Sampling sampling) {
        int[] ids = new ByteTokenizer().encode(answer);
        return ids.length <= sampling.maxTokens()
                ? new Completion(ids, Finish.STOP)
                : new Completion(Arrays.copyOf(ids, sampling.maxTokens()), Finish.LENGTH);
    }

    private Completion sampled(int[] prompt, Sampling sampling, Random random) {
        int[] ids = new int[sampling.maxTokens()];
        int previous = prompt[prompt.length - 1];
        for (int n = 0; n < ids.length; n++) {
            int next = sampling.temperature() == 0 ? likeliest(previous) : drawn(previous, random);
            if (sampling.stopIds().contains(next)) {
                return new Completion(Arrays.copyOf(ids, n), Finish.STOP);
            }
            ids[n] = next;
            previous = next;
        }
        return new Completion(ids, Finish.LENGTH);
    }

    private int likeliest(int previous) {
        int best = 0;
        for (int id = 1; id < VOCABULARY; id++) {
            best = logProbability(previous, id) > logProbability(previous, best) ? id : best;
        }
        return best;
    }

    private int drawn(int previous, Random random) {
        double left = random.nextDouble();
        for (int id = 0; id < VOCABULARY; id++) {
            left -= Math.exp(logProbability(previous, id));
            if (left < 0) {
                return id;
            }
        }
        return VOCABULARY - 1;
    }

    @Override
    public Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken) {
        Completion completion = generate(List.of(prompt), sampling).getFirst();
        for (int id : completion.ids()) {
            if (!onToken.test(id)) {
                return new Completion(completion.ids(), Finish.CANCELLED);
            }
        }
        return completion;
    }

    @Override
    public float[] score(int[] ids) {
        float[] scores = new float[ids.length - 1];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) logProbability(ids[i], ids[i + 1]);
        }
        return scores;
    }

    @Override
    public List<float[]> scoreAll(List<int[]> sequences) {
        return sequences.stream().map(this::score).toList();
    }

    @Override
    public void close() {}
}
