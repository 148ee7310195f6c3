package ai.inhouse.tokens;

import java.util.Arrays;
import java.util.OptionalInt;

/// The alphabet in which byte-level vocabularies are written: each byte has a printable character.
/// Printable Latin-1 bytes stand for themselves, the others for the characters from U+0100 on, in
/// their order, as in GPT-2.
final class ByteLevel {
    private static final char[] CHARS = chars();
    private static final int[] BYTES = bytes();

    private ByteLevel() {}

    static String encode(byte[] bytes) {
        char[] text = new char[bytes.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = CHARS[bytes[i] & 0xFF];
        }
        return new String(text);
    }

    /// Whether every character stands for a byte.
    static boolean isEncoded(String token) {
        return token.chars().allMatch(c -> byteOf((char) c).isPresent());
    }

    /// @throws IllegalArgumentException if a character stands for no byte
    static byte[] decode(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            bytes[i] =
                    (byte)
                            byteOf(c)
                                    .orElseThrow(
                                            () ->
                                                    new IllegalArgumentException(
                                                            "no byte is written as " + c));
        }
        return bytes;
    }

    private static OptionalInt byteOf(char c) {
        int value = c < BYTES.length ? BYTES[c] : -1;
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static char[] chars() {
        char[] chars = new char[256];
        int unprintable = 0;
        for (int b = 0; b < chars.length; b++) {
            boolean printable = (b > 0x20 && b < 0x7F) || (b > 0xA0 && b != 0xAD);
            chars[b] = (char) (printable ? b : 0x100 + unprintable++);
        }
        return chars;
    }

    private static int[] bytes() {
        int[] bytes = new int[0x200];
        Arrays.fill(bytes, -1);
        for (int b = 0; b < CHARS.length; b++) {
            bytes[CHARS[b]] = b;
        }
        return bytes;
    }
}
