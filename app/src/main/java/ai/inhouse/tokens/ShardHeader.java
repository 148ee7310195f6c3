package ai.inhouse.tokens;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// The first bytes of a token shard. All numbers are little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 0-7 | `INHTOKEN` |
/// | 8-11 | version, 1 |
/// | 12-15 | vocabulary size |
/// | 16-23 | tokens |
/// | 24-31 | documents |
/// | 32-63 | SHA-256 of `tokenizer.json` |
/// | 64-95 | SHA-256 of all that follows |
///
/// Then come the tokens, 2 bytes each for vocabularies of up to 65,536, else 4; then where each
/// document begins and where the last one ends, counted in tokens, 8 bytes each.
record ShardHeader(int vocabularySize, long tokens, long documents, Hash tokenizer, Hash content) {
    static final int BYTES = 96;

    private static final byte[] MAGIC = "INHTOKEN".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 32;

    int bytesPerToken() {
        return bytesPerToken(vocabularySize);
    }

    static int bytesPerToken(int vocabularySize) {
        return vocabularySize <= 1 << 16 ? 2 : 4;
    }

    /// How long the whole file is.
    long fileBytes() {
        return Math.addExact(boundariesAt(), Math.multiplyExact(documents + 1, 8L));
    }

    long boundariesAt() {
        return Math.addExact((long) BYTES, Math.multiplyExact(tokens, (long) bytesPerToken()));
    }

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).putInt(VERSION).putInt(vocabularySize).putLong(tokens).putLong(documents);
        buffer.put(HexFormat.of().parseHex(tokenizer.hex()));
        buffer.put(HexFormat.of().parseHex(content.hex()));
        return buffer.array();
    }

    /// @throws InhouseException if this is no shard of a version known here
    static ShardHeader of(byte[] bytes, Path file) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        buffer.get(magic);
        int version = buffer.getInt();
        if (!java.util.Arrays.equals(magic, MAGIC) || version != VERSION) {
            throw damaged(file, "it is no token shard of version " + VERSION);
        }
        int vocabularySize = buffer.getInt();
        long tokens = buffer.getLong();
        long documents = buffer.getLong();
        if (vocabularySize < 1
                || tokens < 0
                || documents < 0
                || tokens > 1L << 48
                || documents > tokens) {
            throw damaged(file, "its header makes no sense");
        }
        return new ShardHeader(vocabularySize, tokens, documents, hash(buffer), hash(buffer));
    }

    private static Hash hash(ByteBuffer buffer) {
        byte[] hash = new byte[HASH_BYTES];
        buffer.get(hash);
        return new Hash(HexFormat.of().formatHex(hash));
    }

    static InhouseException damaged(Path file, String why) {
        return InhouseException.badInput(
                "reading token shards", file, why, "Make the shards again from the corpus.");
    }
}
