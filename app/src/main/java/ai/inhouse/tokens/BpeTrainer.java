package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Learns a byte-level BPE vocabulary from documents: 256 bytes, then merges, then special tokens.
/// The same documents in the same order give the same vocabulary on any number of threads.
///
/// @param vocabularySize all tokens together; a small corpus may have fewer
/// @param threads how many count words
/// @param mostWords when more different words are held at once the rarest are forgotten, which
///   bounds memory to about 100 bytes a word
public record BpeTrainer(int vocabularySize, int threads, int mostWords) {
    /// Ends a document.
    public static final String END_OF_TEXT = "<|endoftext|>";

    /// Fills up rows.
    public static final String PADDING = "<|pad|>";

    /// What stands at the end of each vocabulary. The reserved ones are for formats to come, so
    /// that a model need not grow for them.
    public static final List<String> SPECIALS =
            List.of(
                    END_OF_TEXT,
                    ChatMl.TURN_START,
                    ChatMl.TURN_END,
                    PADDING,
                    "<|reserved_0|>",
                    "<|reserved_1|>",
                    "<|reserved_2|>",
                    "<|reserved_3|>");

    private static final int DEFAULT_MOST_WORDS = 4_000_000;

    public BpeTrainer {
        if (threads < 1 || mostWords < 1) {
            throw new IllegalArgumentException("threads and mostWords must be positive");
        }
        int least = 256 + SPECIALS.size();
        if (vocabularySize < least || vocabularySize > 1 << 24) {
            throw InhouseException.badInput(
                    "training a tokenizer",
                    "vocabulary size " + vocabularySize,
                    "it must be from %d (bytes and special tokens) to %d".formatted(least, 1 << 24),
                    "Choose 8192 for a small corpus, 32768 for a large one.");
        }
    }

    /// One that uses all cores.
    public static BpeTrainer ofSize(int vocabularySize) {
        return new BpeTrainer(
                vocabularySize, Runtime.getRuntime().availableProcessors(), DEFAULT_MOST_WORDS);
    }

    /// The same with another number of threads, for measurements.
    public BpeTrainer withThreads(int otherThreads) {
        return new BpeTrainer(vocabularySize, otherThreads, mostWords);
    }

    /// @param documents read once, in order; only a batch of them is held
    /// @throws InhouseException if there is no text
    public TokenizerModel train(Iterator<String> documents, Progress progress) {
        WordTable words = new WordCounter(threads, mostWords).count(documents);
        if (words.size() == 0) {
            throw InhouseException.badInput(
                    "training a tokenizer",
                    "the corpus",
                    "it has no text",
                    "Add documents, and look at why those you added were removed.");
        }
        int most = vocabularySize - 256 - SPECIALS.size();
        try (Progress.Task task = progress.begin("learning merges", most, "merges")) {
            return model(new PairMerger(words).merge(most, task));
        }
    }

    private static TokenizerModel model(List<BpeMerge> merges) {
        List<byte[]> bytes = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            bytes.add(new byte[] {(byte) b});
        }
        List<String> written = new ArrayList<>();
        for (BpeMerge merge : merges) {
            byte[] left = bytes.get(merge.left());
            byte[] right = bytes.get(merge.right());
            bytes.add(join(left, right));
            written.add(ByteLevel.encode(left) + " " + ByteLevel.encode(right));
        }
        List<String> tokens = new ArrayList<>();
        bytes.forEach(b -> tokens.add(ByteLevel.encode(b)));
        Map<Integer, String> specials = new TreeMap<>();
        for (String special : SPECIALS) {
            specials.put(tokens.size(), special);
            tokens.add(special);
        }
        return new TokenizerModel(tokens, written, specials);
    }

    private static byte[] join(byte[] left, byte[] right) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(left.length + right.length);
        joined.writeBytes(left);
        joined.writeBytes(right);
        return joined.toByteArray();
    }
}
