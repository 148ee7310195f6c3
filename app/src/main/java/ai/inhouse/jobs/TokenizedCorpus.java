package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.documents.Document;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.training.BitsPerByte;
import ai.inhouse.training.TokenRun;
import ai.inhouse.training.Validation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A split of the corpus as token ids: document after document, each ended by the end of text.
final class TokenizedCorpus implements TokenRun {
    private static final int VALIDATION_ROWS = 8;

    private final int[] ids;
    private final long bytes;
    private final Hash fingerprint;

    private TokenizedCorpus(int[] ids, long bytes) {
        this.ids = ids;
        this.bytes = bytes;
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(ids.length, Integer.BYTES));
        buffer.asIntBuffer().put(ids);
        this.fingerprint = Hash.of(buffer.array());
    }

    static TokenizedCorpus of(Corpus corpus, Corpus.Split split, Tokenizer tokenizer) {
        List<String> texts = corpus.documents(split).stream().map(Document::text).toList();
        long bytes =
                texts.stream()
                        .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .sum();
        int[] ids =
                texts.parallelStream()
                        .map(text -> ended(tokenizer.encode(text), tokenizer.endOfText()))
                        .flatMapToInt(IntStream::of)
                        .toArray();
        return new TokenizedCorpus(ids, bytes);
    }

    private static int[] ended(int[] ids, int end) {
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = end;
        return ended;
    }

    @Override
    public long size() {
        return ids.length;
    }

    @Override
    public void read(long from, int[] into) {
        System.arraycopy(ids, Math.toIntExact(from), into, 0, into.length);
    }

    @Override
    public Hash fingerprint() {
        return fingerprint;
    }

    /// Bits per byte on all of it, in windows of `length`; each window starts without a past.
    Validation validation(int length) {
        if (ids.length < 2) {
            return Validation.none();
        }
        List<Batch> batches = new ArrayList<>();
        int windows = Math.ceilDiv(ids.length - 1, length);
        for (int first = 0; first < windows; first += VALIDATION_ROWS) {
            batches.add(windows(first, Math.min(VALIDATION_ROWS, windows - first), length));
        }
        return new BitsPerByte("validation_bits_per_byte", batches, bytes);
    }

    private Batch windows(int first, int rows, int length) {
        int n = rows * length;
        Batch batch = new Batch(rows, length, new int[n], new int[n], new float[n]);
        int from = first * length;
        int count = Math.min(n, ids.length - 1 - from);
        System.arraycopy(ids, from, batch.tokens(), 0, count);
        System.arraycopy(ids, from + 1, batch.targets(), 0, count);
        Arrays.fill(batch.weights(), 0, count, 1f);
        return batch;
    }
}
