package ai.inhouse.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the calls of tools in a text that comes in pieces. What may become a call is held back;
/// what turns out to be none is text after all.
final class ToolCallReader {
    private final ToolFormat format;
    private final StringBuilder held = new StringBuilder();
    private Place place;
    private boolean called;
    private boolean spoke;

    private enum Place {
        WORDS,
        CALL,
        AFTER_CALL
    }

    /// @param inCall whether the text begins inside a call, after its mark
    ToolCallReader(ToolFormat format, boolean inCall) {
        this.format = format;
        this.place = inCall ? Place.CALL : Place.WORDS;
    }

    /// A piece of what the text says.
    sealed interface Part {
        record Words(String text) implements Part {}

        record Called(ToolCall call) implements Part {}
    }

    List<Part> accept(String text) {
        held.append(text);
        List<Part> parts = new ArrayList<>();
        boolean more = true;
        while (more) {
            more =
                    switch (place) {
                        case WORDS -> words(parts);
                        case CALL -> call(parts);
                        case AFTER_CALL -> afterCall();
                    };
        }
        return parts;
    }

    /// What is still held when no more text comes.
    List<Part> finish() {
        List<Part> parts = new ArrayList<>();
        String rest = held.toString();
        say(parts, place == Place.CALL ? format.before() + rest : called ? rest.strip() : rest);
        held.setLength(0);
        return parts;
    }

    private void say(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Words(text));
            spoke |= !text.isBlank();
        }
    }

    /// Gives out what is certainly no call.
    ///
    /// @return whether a call begins
    private boolean words(List<Part> parts) {
        int mark = format.before().isEmpty() ? objectAtStart() : held.indexOf(format.before());
        if (mark >= 0) {
            say(parts, trimmed(held.substring(0, mark)));
            held.delete(0, mark + format.before().length());
            place = Place.CALL;
            return true;
        }
        int certain = held.length() - markAtEnd();
        while (certain > 0 && Character.isWhitespace(held.charAt(certain - 1))) {
            certain--;
        }
        String out = held.substring(0, certain);
        say(parts, called && !spoke ? out.stripLeading() : out);
        held.delete(0, certain);
        return false;
    }

    /// Space beside a call belongs to the call.
    private String trimmed(String text) {
        return called ? text.strip() : text.stripTrailing();
    }

    /// Without a mark only a text that begins with an object is a call.
    private int objectAtStart() {
        int at = held.indexOf("{");
        return !spoke && at >= 0 && held.substring(0, at).isBlank() ? at : -1;
    }

    private int markAtEnd() {
        for (int n = Math.min(format.before().length() - 1, held.length()); n > 0; n--) {
            if (held.indexOf(format.before().substring(0, n), held.length() - n) >= 0) {
                return n;
            }
        }
        return 0;
    }

    /// Takes a complete object out.
    private boolean call(List<Part> parts) {
        int from = held.indexOf("{");
        int end = from < 0 ? -1 : endOfObject(from);
        if (end < 0) {
            return false;
        }
        String json = held.substring(from, end);
        held.delete(0, end);
        Optional<ToolCall> call = format.call(json);
        if (call.isPresent()) {
            called = true;
            spoke = false;
            parts.add(new Part.Called(call.get()));
            place = Place.AFTER_CALL;
        } else {
            say(parts, format.before() + json);
            place = Place.WORDS;
        }
        return true;
    }

    /// Skips the closing mark, or the comma where calls are a list.
    ///
    /// @return whether it is known what follows
    private boolean afterCall() {
        String rest = held.toString().stripLeading();
        boolean listed = rest.startsWith(",");
        String next = listed ? rest.substring(1).stripLeading() : rest;
        boolean closes = !listed && !format.after().isEmpty() && rest.startsWith(format.after());
        if (next.isEmpty() || (!closes && !listed && format.after().startsWith(rest))) {
            return false;
        }
        place = listed && next.startsWith("{") ? Place.CALL : Place.WORDS;
        held.setLength(0);
        held.append(closes ? rest.substring(format.after().length()) : next);
        return true;
    }

    private int endOfObject(int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < held.length(); i++) {
            char c = held.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                depth++;
            } else if (!quoted && c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
