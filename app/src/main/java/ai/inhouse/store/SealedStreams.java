package ai.inhouse.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypted streams of any length: pieces of 64 KiB, each sealed by AES-256-GCM. A piece's nonce
/// is 7 random bytes that begin the stream, the piece's number, and whether it is the last one
/// (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár 2015). So a piece that was changed, moved, cut
/// off or added is noticed before a byte of it is given out.
final class SealedStreams {
    static final int PIECE_BYTES = 1 << 16;
    static final int PREFIX_BYTES = 7;

    private SealedStreams() {}

    /// Encrypts what is written. Closing it seals the last piece, and closes the other stream.
    static OutputStream sealing(OutputStream out, byte[] key) throws IOException {
        byte[] prefix = KeyWrap.random(PREFIX_BYTES);
        out.write(prefix);
        return new Sealing(out, new Pieces(Cipher.ENCRYPT_MODE, key, prefix));
    }

    /// Decrypts what is read.
    static InputStream opening(InputStream in, byte[] key) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX_BYTES);
        if (prefix.length < PREFIX_BYTES) {
            throw changed();
        }
        return new Opening(
                new PushbackInputStream(in), new Pieces(Cipher.DECRYPT_MODE, key, prefix));
    }

    /// How long a text is whose sealed form has so many bytes.
    static long plainBytes(long sealedBytes) {
        long pieces = Math.ceilDiv(sealedBytes - PREFIX_BYTES, PIECE_BYTES + KeyWrap.TAG_BYTES);
        return sealedBytes - PREFIX_BYTES - pieces * KeyWrap.TAG_BYTES;
    }

    private static IOException changed() {
        return new IOException("it was changed after it was stored, or its key is another's");
    }

    /// One stream's pieces, in their order.
    private static final class Pieces {
        private final int mode;
        private final SecretKeySpec key;
        private final byte[] prefix;
        private int number;

        Pieces(int mode, byte[] key, byte[] prefix) {
            this.mode = mode;
            this.key = new SecretKeySpec(key, "AES");
            this.prefix = prefix;
        }

        byte[] next(byte[] piece, int length, boolean last) throws IOException {
            byte[] nonce =
                    ByteBuffer.allocate(KeyWrap.NONCE_BYTES)
                            .put(prefix)
                            .putInt(number)
                            .put((byte) (last ? 1 : 0))
                            .array();
            number = Math.incrementExact(number);
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(mode, key, new GCMParameterSpec(8 * KeyWrap.TAG_BYTES, nonce));
                return cipher.doFinal(piece, 0, length);
            } catch (AEADBadTagException e) {
                throw changed();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has AES-GCM", e);
            }
        }
    }

    private static final class Sealing extends OutputStream {
        private final OutputStream out;
        private final Pieces pieces;
        private final byte[] piece = new byte[PIECE_BYTES];
        private int length;
        private boolean closed;

        Sealing(OutputStream out, Pieces pieces) {
            this.out = out;
            this.pieces = pieces;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /// A full piece waits until it is known whether it is the last.
        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            int at = offset;
            while (at < offset + count) {
                if (length == PIECE_BYTES) {
                    out.write(pieces.next(piece, length, false));
                    length = 0;
                }
                int taken = Math.min(PIECE_BYTES - length, offset + count - at);
                System.arraycopy(bytes, at, piece, length, taken);
                length += taken;
                at += taken;
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (out) {
                out.write(pieces.next(piece, length, true));
            }
            Arrays.fill(piece, (byte) 0);
        }
    }

    private static final class Opening extends InputStream {
        private final PushbackInputStream in;
        private final Pieces pieces;
        private byte[] piece = new byte[0];
        private int at;
        private boolean ended;

        Opening(PushbackInputStream in, Pieces pieces) {
            this.in = in;
            this.pieces = pieces;
        }

        @Override
        public int read() throws IOException {
            return ready() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (!ready()) {
                return -1;
            }
            int taken = Math.min(count, piece.length - at);
            System.arraycopy(piece, at, bytes, offset, taken);
            at += taken;
            return taken;
        }

        /// Whether there is a byte to give.
        private boolean ready() throws IOException {
            while (at == piece.length && !ended) {
                byte[] sealed = in.readNBytes(PIECE_BYTES + KeyWrap.TAG_BYTES);
                int next = in.read();
                if (next >= 0) {
                    in.unread(next);
                }
                ended = next < 0;
                piece = pieces.next(sealed, sealed.length, ended);
                at = 0;
            }
            return at < piece.length;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
