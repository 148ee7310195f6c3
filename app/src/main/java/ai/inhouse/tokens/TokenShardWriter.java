package ai.inhouse.tokens;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/// Writes documents as tokens into one file, see [ShardHeader]. The same documents give the same
/// bytes. A crash leaves nothing under the file's name.
public final class TokenShardWriter {
    /// Characters of text that are encoded together, on all cores.
    private static final int BATCH_CHARS = 4 << 20;

    private static final int BUFFER_BYTES = 1 << 20;

    private final Tokenizer tokenizer;
    private final Hash tokenizerHash;
    private final boolean wide;
    private final MessageDigest digest = sha256();
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long[] starts = new long[1024];
    private int documents;
    private long tokens;

    private TokenShardWriter(Tokenizer tokenizer, Hash tokenizerHash) {
        this.tokenizer = tokenizer;
        this.tokenizerHash = tokenizerHash;
        this.wide = ShardHeader.bytesPerToken(tokenizer.vocabularySize()) == 4;
    }

    /// Encodes each document, begin-of-text before it where the model has one and end-of-text after
    /// it, in the order given.
    ///
    /// @param file replaced whole
    /// @param documents read once; those without text are left out
    /// @param tokenizerHash see [Tokenizers#hash]
    public static void write(
            Path file,
            Iterator<String> documents,
            Tokenizer tokenizer,
            Hash tokenizerHash,
            Progress progress) {
        try {
            DurableFiles.stream(
                    file,
                    channel ->
                            new TokenShardWriter(tokenizer, tokenizerHash)
                                    .write(channel, documents, progress));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing token shards", file, e, "Check free space and permissions there.");
        }
    }

    private void write(FileChannel channel, Iterator<String> texts, Progress progress)
            throws IOException {
        channel.position(ShardHeader.BYTES);
        try (Progress.Task task = progress.begin("encoding documents", -1, "documents")) {
            while (texts.hasNext()) {
                for (int[] ids : encode(nextBatch(texts))) {
                    append(ids, channel);
                }
                task.at(documents, tokens + " tokens");
            }
        }
        startsAt(tokens);
        for (int i = 0; i <= documents; i++) {
            reserve(8, channel).putLong(starts[i]);
        }
        flush(channel);
        Hash content = new Hash(HexFormat.of().formatHex(digest.digest()));
        ShardHeader header =
                new ShardHeader(
                        tokenizer.vocabularySize(), tokens, documents, tokenizerHash, content);
        channel.write(ByteBuffer.wrap(header.toBytes()), 0);
    }

    private static List<String> nextBatch(Iterator<String> texts) {
        List<String> batch = new ArrayList<>();
        for (long chars = 0; chars < BATCH_CHARS && texts.hasNext(); ) {
            String text = texts.next();
            chars += text.length();
            batch.add(text);
        }
        return batch;
    }

    private List<int[]> encode(List<String> batch) {
        return batch.parallelStream().filter(t -> !t.isEmpty()).map(tokenizer::encode).toList();
    }

    private void append(int[] ids, FileChannel channel) throws IOException {
        startsAt(tokens);
        documents = Math.addExact(documents, 1);
        if (tokenizer.beginOfText().isPresent()) {
            put(tokenizer.beginOfText().get(), channel);
        }
        for (int id : ids) {
            put(id, channel);
        }
        put(tokenizer.endOfText(), channel);
    }

    private void put(int id, FileChannel channel) throws IOException {
        if (wide) {
            reserve(4, channel).putInt(id);
        } else {
            reserve(2, channel).putShort((short) id);
        }
        tokens++;
    }

    private void startsAt(long token) {
        if (documents == starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[documents] = token;
    }

    private ByteBuffer reserve(int bytes, FileChannel channel) throws IOException {
        if (buffer.remaining() < bytes) {
            flush(channel);
        }
        return buffer;
    }

    private void flush(FileChannel channel) throws IOException {
        buffer.flip();
        digest.update(buffer.duplicate());
        DurableFiles.writeFully(channel, buffer);
        buffer.clear();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
