package ai.inhouse.tokens;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/// A file of tokens, mapped to memory: as large as the disk, read without copying it in first.
/// Thread-safe until it is closed.
public final class TokenShards implements TokenRun, AutoCloseable {
    private static final ValueLayout.OfShort NARROW =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt WIDE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong START =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long HASHED_AT_ONCE = 1 << 24;

    private final Arena arena;
    private final MemorySegment data;
    private final ShardHeader header;

    private TokenShards(Arena arena, MemorySegment data, ShardHeader header) {
        this.arena = arena;
        this.data = data;
        this.header = header;
    }

    /// Maps a file and reads it through once, to compare its hash.
    ///
    /// @param tokenizerHash of the tokenizer in use, see [Tokenizers#hash]
    /// @throws InhouseException if the file was cut or altered, or was made with another tokenizer
    public static TokenShards open(Path file, Hash tokenizerHash) {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment data = map(file, arena);
            ShardHeader header = header(data, file);
            if (!header.tokenizer().equals(tokenizerHash)) {
                throw InhouseException.badInput(
                        "reading token shards",
                        file,
                        "they were made with another tokenizer",
                        "Make the shards again with the tokenizer in use.");
            }
            if (!contentHash(data).equals(header.content())) {
                throw ShardHeader.damaged(file, "its content was altered after it was written");
            }
            return new TokenShards(arena, data, header);
        } catch (InhouseException e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment map(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading token shards", file, e, "Make the shards again from the corpus.");
        }
    }

    private static ShardHeader header(MemorySegment data, Path file) {
        if (data.byteSize() < ShardHeader.BYTES) {
            throw ShardHeader.damaged(file, "it is cut off in its header");
        }
        byte[] bytes = data.asSlice(0, ShardHeader.BYTES).toArray(ValueLayout.JAVA_BYTE);
        ShardHeader header = ShardHeader.of(bytes, file);
        if (data.byteSize() != header.fileBytes()) {
            throw ShardHeader.damaged(
                    file,
                    "it has %d bytes where its header promises %d"
                            .formatted(data.byteSize(), header.fileBytes()));
        }
        return header;
    }

    private static Hash contentHash(MemorySegment data) {
        MessageDigest digest = TokenShardWriter.sha256();
        for (long at = ShardHeader.BYTES; at < data.byteSize(); at += HASHED_AT_ONCE) {
            long length = Math.min(HASHED_AT_ONCE, data.byteSize() - at);
            digest.update(data.asSlice(at, length).asByteBuffer());
        }
        return new Hash(HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public Hash fingerprint() {
        return header.content();
    }

    public int vocabularySize() {
        return header.vocabularySize();
    }

    @Override
    public long size() {
        return header.tokens();
    }

    public int documentCount() {
        return Math.toIntExact(header.documents());
    }

    /// Where a document begins; for `documentCount()`, where the last one ends.
    public long documentStart(int document) {
        if (document < 0 || document > header.documents()) {
            throw new IndexOutOfBoundsException("document " + document);
        }
        return data.get(START, header.boundariesAt() + 8L * document);
    }

    @Override
    public void read(long from, int[] into) {
        if (from < 0 || from + into.length > header.tokens()) {
            throw new IndexOutOfBoundsException(
                    "tokens %d to %d of %d".formatted(from, from + into.length, header.tokens()));
        }
        int width = header.bytesPerToken();
        long first = ShardHeader.BYTES + from * width;
        for (int i = 0; i < into.length; i++) {
            long offset = first + (long) i * width;
            into[i] = width == 2 ? data.get(NARROW, offset) & 0xFFFF : data.get(WIDE, offset);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
