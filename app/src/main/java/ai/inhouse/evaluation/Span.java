package ai.inhouse.evaluation;

import java.util.ArrayList;
import java.util.List;

/// A piece of text, and what stood before it.
///
/// @param before what a model is given; may be empty
/// @param text what it may know
public record Span(String before, String text) {
    private static final int LENGTH = 100;
    private static final int BEFORE = 200;

    /// So much stands before the first span at least.
    private static final int FIRST = 50;

    /// Cuts a text into spans of 100 characters, each with up to 200 before it; a text that is too
    /// short for one is a span itself.
    public static List<Span> cut(String text) {
        List<Span> spans = new ArrayList<>();
        for (int at = FIRST; at + LENGTH <= text.length(); at += LENGTH) {
            int from = whole(text, Math.max(0, at - BEFORE));
            int start = whole(text, at);
            spans.add(
                    new Span(
                            text.substring(from, start),
                            text.substring(start, whole(text, at + LENGTH))));
        }
        if (spans.isEmpty() && !text.isBlank()) {
            spans.add(new Span("", text));
        }
        return spans;
    }

    /// Never between the two halves of one letter.
    private static int whole(String text, int at) {
        boolean within = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
        return within ? at - 1 : at;
    }

    /// So many at most, at even distances.
    public static List<Span> some(List<Span> spans, int most) {
        int step = Math.max(1, Math.ceilDiv(spans.size(), most));
        List<Span> some = new ArrayList<>();
        for (int i = 0; i < spans.size(); i += step) {
            some.add(spans.get(i));
        }
        return some;
    }
}
