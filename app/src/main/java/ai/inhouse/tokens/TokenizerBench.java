package ai.inhouse.tokens;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/// Measures how fast a tokenizer is trained and how fast it encodes, warm and in this process.
public final class TokenizerBench {
    private TokenizerBench() {}

    /// Speeds are medians over the rounds; a megabyte is 1,000,000 bytes of UTF-8.
    ///
    /// @param vocabularySize as reached, which may be less than was asked for
    /// @param trainSeconds of the median round
    /// @param bytesPerToken how well the vocabulary fits the text it was trained on
    public record Result(
            long bytes,
            int documents,
            int vocabularySize,
            int threads,
            int rounds,
            double trainSeconds,
            double trainMegabytesPerSecond,
            double encodeMegabytesPerSecond,
            double bytesPerToken) {}

    /// @param rounds of which the first warms up and does not count
    /// @param progress told after each round
    public static Result run(
            List<String> documents,
            int vocabularySize,
            int threads,
            int rounds,
            Progress progress) {
        if (rounds < 2) {
            throw new IllegalArgumentException("one round only warms up");
        }
        BpeTrainer trainer =
                new BpeTrainer(
                        vocabularySize, threads, BpeTrainer.ofSize(vocabularySize).mostWords());
        TokenizerModel model = trainer.train(documents.iterator(), Progress.silent());
        double[] training = new double[rounds];
        double[] encoding = new double[rounds];
        long tokens = 0;
        try (Tokenizer tokenizer = open(model);
                Progress.Task task = progress.begin("measuring the tokenizer", rounds, "rounds")) {
            for (int round = 0; round < rounds; round++) {
                training[round] =
                        seconds(
                                () ->
                                        trainer.train(documents.iterator(), Progress.silent())
                                                .tokens()
                                                .size());
                LongSupplier encode =
                        () ->
                                documents.parallelStream()
                                        .mapToLong(text -> tokenizer.encode(text).length)
                                        .sum();
                encoding[round] = seconds(encode);
                tokens = tokens == 0 ? encode.getAsLong() : tokens;
                task.at(round + 1, "");
            }
        }
        long bytes =
                documents.stream()
                        .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .sum();
        double trainSeconds = median(training);
        return new Result(
                bytes,
                documents.size(),
                model.tokens().size(),
                threads,
                rounds,
                trainSeconds,
                bytes / 1e6 / trainSeconds,
                bytes / 1e6 / median(encoding),
                (double) bytes / tokens);
    }

    private static double median(double[] rounds) {
        double[] counted = Arrays.copyOfRange(rounds, 1, rounds.length);
        Arrays.sort(counted);
        return counted[counted.length / 2];
    }

    private static double seconds(LongSupplier work) {
        long start = System.nanoTime();
        if (work.getAsLong() < 0) {
            throw new IllegalStateException("a count below zero");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static Tokenizer open(TokenizerModel model) {
        try {
            Path folder = Files.createTempDirectory("inhouse-tokenizer");
            try {
                TokenizerFiles.write(folder, model);
                return Tokenizers.load(folder);
            } finally {
                DurableFiles.deleteTree(folder);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "measuring the tokenizer", "a temporary folder", e, "Free space in it.");
        }
    }
}
