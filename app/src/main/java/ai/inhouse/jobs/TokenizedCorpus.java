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

/// The corpus as token ids, document after document, each split in a mapped file of the workspace:
/// `tokens/`, named by the hash of the texts and the tokenizer, so that it is made once.
///
/// @param heldOutBytes of the texts held out
record TokenizedCorpus(TokenShards train, TokenShards heldOut, long heldOutBytes)
        implements AutoCloseable {
    private static final int VALIDATION_ROWS = 8;

    /// @param origin folder of the tokenizer
    static TokenizedCorpus open(StageContext context, Tokenizer tokenizer, Path origin) {
        Corpus corpus = CorpusStage.corpus(context);
        Hash hash = Tokenizers.hash(origin);
        TokenShards train = split(context, corpus, Corpus.Split.TRAIN, tokenizer, hash);
        try {
            return new TokenizedCorpus(
                    train,
                    split(context, corpus, Corpus.Split.HELD_OUT, tokenizer, hash),
                    bytes(texts(corpus, Corpus.Split.HELD_OUT)));
        } catch (RuntimeException e) {
            train.close();
            throw e;
        }
    }

    private static TokenShards split(
            StageContext context,
            Corpus corpus,
            Corpus.Split split,
            Tokenizer tokenizer,
            Hash hash) {
        List<String> parts =
                new ArrayList<>(List.of(corpus.version().hex(), split.name(), hash.hex()));
        boolean train = split == Corpus.Split.TRAIN;
        if (train) {
            parts.addAll(Canaries.inputs(context));
        }
        String name = Hash.ofParts(parts).hex();
        Path file = context.workspace().folder().resolve("tokens").resolve(name + ".tokens");
        if (!isIntact(file, hash)) {
            List<String> texts = new ArrayList<>(texts(corpus, split));
            if (train) {
                Canaries.of(context).ifPresent(canaries -> texts.addAll(canaries.texts()));
            }
            TokenShardWriter.write(file, texts.iterator(), tokenizer, hash, context.progress());
        }
        return TokenShards.open(file, hash);
    }

    private static List<String> texts(Corpus corpus, Corpus.Split split) {
        return corpus.documents(split).stream().map(Document::text).toList();
    }

    private static long bytes(List<String> texts) {
        return texts.stream().mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
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

    /// Bits per byte on all that is held out, in windows of `length`; each window starts without a
    /// past.
    Validation validation(int length) {
        if (heldOutBytes == 0) {
            return Validation.none();
        }
        List<Batch> batches = new ArrayList<>();
        int windows = Math.toIntExact(Math.ceilDiv(heldOut.size() - 1, (long) length));
        for (int first = 0; first < windows; first += VALIDATION_ROWS) {
            batches.add(windows(first, Math.min(VALIDATION_ROWS, windows - first), length));
        }
        return new BitsPerByte("validation_bits_per_byte", batches, heldOutBytes);
    }

    private Batch windows(int first, int rows, int length) {
        int n = rows * length;
        Batch batch = new Batch(rows, length, new int[n], new int[n], new float[n]);
        long from = (long) first * length;
        int count = (int) Math.min(n, heldOut.size() - 1 - from);
        int[] ids = new int[count + 1];
        heldOut.read(from, ids);
        System.arraycopy(ids, 0, batch.tokens(), 0, count);
        System.arraycopy(ids, 1, batch.targets(), 0, count);
        Arrays.fill(batch.weights(), 0, count, 1f);
        return batch;
    }

    @Override
    public void close() {
        train.close();
        heldOut.close();
    }
}
