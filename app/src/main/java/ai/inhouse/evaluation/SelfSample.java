package ai.inhouse.evaluation;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// General text for measuring what a model forgets, and for training it not to forget, where no one
/// has any to give: what the base model itself writes before training, from the beginning of a text
/// at temperature 1, which is the text that it holds likely. It is stored, so that every later
/// measurement reads the same.
public final class SelfSample {
    /// What texts are for. Seeds of the two lie far apart, so that no training sees what is
    /// measured.
    public enum Use {
        MEASURING(0x5E1F_5A3F_1E00L),
        REPLAY(0x2E91_A700_0000L);

        private final long seed;

        Use(long seed) {
            this.seed = seed;
        }
    }

    private SelfSample() {}

    /// Reads the texts, or has the base write them if the file is not there yet.
    ///
    /// @param file JSON lines of `text`, named `.jsonl`
    /// @param samples number of texts
    /// @param maxTokens most tokens in each
    public static List<TextItem> readOrWrite(
            Path file, EvaluatedModel base, Use use, int samples, int maxTokens)
            throws IOException {
        if (!Files.exists(file)) {
            String lines =
                    sample(base, use, samples, maxTokens).stream()
                            .map(text -> Json.write(new Line(text)) + "\n")
                            .collect(Collectors.joining());
            DurableFiles.write(file, lines);
        }
        return TextItem.read(file);
    }

    private record Line(String text) {}

    /// How likely a model holds texts that it wrote: nats a token.
    public static double natsPerToken(EvaluatedModel base, List<TextItem> texts) {
        List<TextBits.Count> counts = TextBits.count(base, texts, Progress.silent());
        double bits = counts.stream().mapToDouble(TextBits.Count::bits).sum();
        return bits * Math.log(2) / counts.stream().mapToLong(TextBits.Count::tokens).sum();
    }

    private static List<String> sample(EvaluatedModel base, Use use, int samples, int maxTokens) {
        int end = base.tokenizer().endOfText();
        int[] begin = {base.tokenizer().beforeText()};
        int tokens = Math.min(maxTokens, base.contextLength() - 1);
        Sampling sampling = new Sampling(tokens, 1, 0, 1, 1, List.of(end), Optional.of(use.seed));
        List<String> texts = new ArrayList<>();
        for (Completion c :
                base.generator().generate(Collections.nCopies(samples, begin), sampling)) {
            String text = base.tokenizer().decode(c.ids(), true);
            if (!text.isBlank()) {
                texts.add(text);
            }
        }
        return texts;
    }
}
