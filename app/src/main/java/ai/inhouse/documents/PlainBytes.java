package ai.inhouse.documents;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Tells in one look what most files of text are: UTF-8 without control characters and without any
/// of the beginnings by which other formats that are written in letters are known. Of these the
/// name alone decides the kind; a detector that tries a thousand formats takes a hundred times as
/// long to say the same.
final class PlainBytes {
    private static final byte DELETE = 0x7F;

    /// How far into a file a tag makes it HTML, and how far `<html` does.
    private static final int TAGS = 256;

    private static final int PAGE = 8192 + 16;

    private PlainBytes() {}

    /// Whether nothing but text can be meant.
    ///
    /// @param anyMarkup whether tags may stand at its begin, as in Markdown
    static boolean isText(byte[] bytes, boolean anyMarkup) {
        return isPrintable(bytes)
                && !beginsOtherFormat(bytes)
                && !hasPage(bytes, anyMarkup ? 0 : TAGS)
                && isUtf8(bytes);
    }

    /// Whether it says of itself that it is an HTML page.
    static boolean isHtml(byte[] bytes) {
        String start = begin(bytes).toLowerCase(Locale.ROOT);
        return (start.startsWith("<!doctype html") || start.startsWith("<html>"))
                && isPrintable(bytes)
                && isUtf8(bytes);
    }

    private static boolean isPrintable(byte[] bytes) {
        for (byte b : bytes) {
            boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t';
            if (control || b == DELETE) {
                return false;
            }
        }
        return true;
    }

    /// `<?xml`, `%PDF`, `{\rtf`, `\documentclass`, `#!/bin/sh`, `-----BEGIN`, and the like.
    private static boolean beginsOtherFormat(byte[] bytes) {
        String start = begin(bytes);
        return start.isEmpty()
                || "<%{\\[\uFEFF".indexOf(start.charAt(0)) >= 0
                || start.startsWith("#!")
                || start.startsWith("-----")
                || start.startsWith("BEGIN:")
                || start.startsWith("From ");
    }

    private static String begin(byte[] bytes) {
        int length = Math.min(bytes.length, 64);
        return new String(bytes, 0, length, StandardCharsets.UTF_8).stripLeading();
    }

    /// Whether a tag stands at the begin, or that of a whole page a little further on.
    private static boolean hasPage(byte[] bytes, int tags) {
        for (int i = 0; i < Math.min(bytes.length, PAGE); i++) {
            if (bytes[i] == '<' && (i < tags || isPage(bytes, i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPage(byte[] bytes, int at) {
        int length = Math.min(bytes.length - at, "<html".length());
        return new String(bytes, at, length, StandardCharsets.US_ASCII).equalsIgnoreCase("<html");
    }

    private static boolean isUtf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
    }
}
