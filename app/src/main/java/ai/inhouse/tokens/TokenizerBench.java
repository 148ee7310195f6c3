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
        BpeTrainer trainer = BpeTrainer.ofSize(vocabularySize).withThreads(threads);
        TokenizerModel model = trainer.train(documents.iterator(), Progress.silent());
        Runnable train = () -> trainer.train(documents.iterator(), Progress.silent());
        double trainSeconds = seconds("training", rounds, train, progress);
        try (Tokenizer tokenizer = open(model)) {
            double encodeSeconds =
                    seconds("encoding", rounds, () -> tokens(documents, tokenizer), progress);
            double megabytes = bytes(documents) / 1e6;
            return new Result(
                    bytes(documents),
                    documents.size(),
                    model.tokens().size(),
                    threads,
                    rounds,
                    trainSeconds,
                    megabytes / trainSeconds,
                    megabytes / encodeSeconds,
                    (double) bytes(documents) / tokens(documents, tokenizer));
        }
    }

    private static long bytes(List<String> documents) {
        return documents.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /// Encodes all documents, on all cores.
    private static long tokens(List<String> documents, Tokenizer tokenizer) {
        return documents.parallelStream().mapToLong(text -> tokenizer.encode(text).length).sum();
    }

    /// The median over all rounds but the first.
    private static double seconds(String name, int rounds, Runnable work, Progress progress) {
        if (rounds < 2) {
            throw new IllegalArgumentException("one round only warms up");
        }
        double[] seconds = new double[rounds - 1];
        try (Progress.Task task = progress.begin("measuring tokenizer " + name, rounds, "rounds")) {
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                work.run();
                seconds[Math.max(0, round - 1)] = (System.nanoTime() - start) / 1e9;
                task.at(round + 1, "");
            }
        }
        Arrays.sort(seconds);
        return seconds[seconds.length / 2];
    }

    private static Tokenizer open(TokenizerModel model) {
        try {
            Path folder = Files.createTempDirectory("inhouse-tokenizer");
            try {
                TokenizerWriter.write(folder, model);
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
