package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Finds which part of a rendered conversation each of the assistant's messages is.
///
/// First by rendering prefixes: a message goes from where the prompt for it ends to where the
/// conversation up to it ends, if both are prefixes of the whole. Templates that write earlier
/// messages differently once later ones follow (Qwen 3 drops the reasoning of past turns) break
/// this; then the message is replaced by a mark, and it is what differs between both renderings.
final class AssistantSpans {
    private final Renderer renderer;
    private final List<Map<String, Object>> messages;
    private final List<String> stops;
    private final char mark;
    private final String text;

    /// @param stops texts that end a turn; the first one in a message is its end
    /// @param mark a character that occurs in no message
    AssistantSpans(
            Renderer renderer, List<Map<String, Object>> messages, List<String> stops, char mark) {
        this.renderer = renderer;
        this.messages = messages;
        this.stops = stops;
        this.mark = mark;
        this.text = renderer.render(messages, false);
    }

    interface Renderer {
        String render(List<Map<String, Object>> messages, boolean addGenerationPrompt);
    }

    record Span(int from, int to) {}

    String text() {
        return text;
    }

    /// In order, without overlap.
    List<Span> find() {
        List<Span> spans = new ArrayList<>();
        int last = 0;
        for (int i = 0; i < messages.size(); i++) {
            if ("assistant".equals(messages.get(i).get("role"))) {
                Span span = find(i);
                if (span.from < last || span.to < span.from) {
                    throw unclear(i);
                }
                last = span.to;
                spans.add(span);
            }
        }
        return spans;
    }

    private Span find(int i) {
        OptionalInt from = prefix(messages.subList(0, i), true);
        OptionalInt to = prefix(messages.subList(0, i + 1), false);
        if (from.isPresent() && to.isPresent() && to.getAsInt() >= from.getAsInt()) {
            return new Span(from.getAsInt(), firstStop(from.getAsInt(), to.getAsInt()));
        }
        Span differing = difference(i);
        int start = from.orElse(differing.from);
        return new Span(start, firstStop(start, withStop(differing.to)));
    }

    /// How much of the text the rendering of some messages is, if it is its beginning.
    private OptionalInt prefix(List<Map<String, Object>> some, boolean prompt) {
        try {
            String rendered = renderer.render(some, prompt);
            return text.startsWith(rendered)
                    ? OptionalInt.of(rendered.length())
                    : OptionalInt.empty();
        } catch (InhouseException e) {
            // Some templates refuse a conversation that ends there.
            return OptionalInt.empty();
        }
    }

    private Span difference(int i) {
        List<Map<String, Object>> marked = new ArrayList<>(messages);
        Map<String, Object> message = new HashMap<>(messages.get(i));
        message.remove("tool_calls");
        message.put("content", String.valueOf(mark));
        marked.set(i, message);
        String other = renderer.render(marked, false);
        if (other.indexOf(mark) < 0) {
            throw unclear(i);
        }
        int most = Math.min(text.length(), other.length());
        int from = 0;
        while (from < most && text.charAt(from) == other.charAt(from)) {
            from++;
        }
        int same = 0;
        while (same < most - from
                && text.charAt(text.length() - 1 - same)
                        == other.charAt(other.length() - 1 - same)) {
            same++;
        }
        return new Span(from, text.length() - same);
    }

    /// Where the stop that follows a message's words ends.
    private int withStop(int at) {
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        int from = next;
        Optional<String> stop = stops.stream().filter(s -> text.startsWith(s, from)).findFirst();
        return stop.map(s -> from + s.length()).orElse(at);
    }

    /// Line breaks that the template puts after the end of a turn are not the assistant's.
    private int firstStop(int from, int to) {
        int end = to;
        for (String stop : stops) {
            int at = text.indexOf(stop, from);
            end = at >= 0 && at + stop.length() < end ? at + stop.length() : end;
        }
        return end;
    }

    private InhouseException unclear(int i) {
        return InhouseException.badInput(
                "finding the assistant's words",
                "message " + (i + 1),
                "the chat template does not show where they begin and end",
                "Use a template that writes every message, such as ChatML.");
    }
}
