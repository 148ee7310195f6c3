package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.documents.Document;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.TokenShardWriter;
import ai.inhouse.tokens.TokenShards;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import ai.inhouse.training.BitsPerByte;
import ai.inhouse.training.Validation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A split of the corpus as token ids, document after document, in a mapped file of the workspace:
/// `tokens/`, named by the hash of the texts and the tokenizer, so that it is made once.
///
/// @param bytes of the texts
record TokenizedCorpus(TokenShards tokens, long bytes) implements AutoCloseable {
    private static final int VALIDATION_ROWS = 8;

    /// The documents of a split.
    ///
    /// @param origin folder of the tokenizer
    static TokenizedCorpus of(
            StageContext context, Corpus.Split split, Tokenizer tokenizer, Path origin) {
        Corpus corpus = CorpusStage.corpus(context);
        List<String> texts = corpus.documents(split).stream().map(Document::text).toList();
        Hash hash = Tokenizers.hash(origin);
        String name = Hash.ofParts(List.of(corpus.version().hex(), split.name(), hash.hex())).hex();
        Path file = context.workspace().folder().resolve("tokens").resolve(name + ".tokens");
        if (!isIntact(file, hash)) {
            TokenShardWriter.write(file, texts.iterator(), tokenizer, hash, context.progress());
        }
        long bytes =
                texts.stream()
                        .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .sum();
        return new TokenizedCorpus(TokenShards.open(file, hash), bytes);
    }

    /// One that a disk spoiled is made again.
    private static boolean isIntact(Path file, Hash tokenizer) {
        if (!Files.exists(file)) {
            return false;
        }
        try (TokenShards shards = TokenShards.open(file, tokenizer)) {
            return shards.size() >= 0;
        } catch (InhouseException e) {
            return false;
        }
    }

    /// Bits per byte on all of it, in windows of `length`; each window starts without a past.
    Validation validation(int length) {
        if (bytes == 0) {
            return Validation.none();
        }
        List<Batch> batches = new ArrayList<>();
        int windows = Math.toIntExact(Math.ceilDiv(tokens.size() - 1, (long) length));
        for (int first = 0; first < windows; first += VALIDATION_ROWS) {
            batches.add(windows(first, Math.min(VALIDATION_ROWS, windows - first), length));
        }
        return new BitsPerByte("validation_bits_per_byte", batches, bytes);
    }

    private Batch windows(int first, int rows, int length) {
        int n = rows * length;
        Batch batch = new Batch(rows, length, new int[n], new int[n], new float[n]);
        long from = (long) first * length;
        int count = (int) Math.min(n, tokens.size() - 1 - from);
        int[] ids = new int[count + 1];
        tokens.read(from, ids);
        System.arraycopy(ids, 0, batch.tokens(), 0, count);
        System.arraycopy(ids, 1, batch.targets(), 0, count);
        Arrays.fill(batch.weights(), 0, count, 1f);
        return batch;
    }

    @Override
    public void close() {
        tokens.close();
    }
}
