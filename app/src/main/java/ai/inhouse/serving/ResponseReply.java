package ai.inhouse.serving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answer of `/v1/responses`: one message and the calls beside it, as items with a life of
/// their own in a stream. Nothing is stored.
final class ResponseReply implements Reply {
    private final Head head;
    private final String messageId;
    private final Map<String, @Nullable Object> echoed;
    private final StringBuilder text = new StringBuilder();
    private final List<Map<String, @Nullable Object>> items = new ArrayList<>();
    private boolean messageOpen;
    private int number;

    /// @param echoed fields of the request that the answer repeats
    ResponseReply(Head head, Map<String, @Nullable Object> echoed) {
        this.head = head;
        this.messageId = head.id().replaceFirst("^resp_", "msg_");
        this.echoed = echoed;
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public Object whole(List<Choice> choices, Usage usage) {
        Choice choice = choices.getFirst();
        List<Object> output = new ArrayList<>();
        if (!choice.text().isEmpty() || choice.calls().isEmpty()) {
            output.add(message(choice.text(), "completed"));
        }
        choice.calls().forEach(call -> output.add(called(call)));
        return response(choice, output, usage);
    }

    private Map<String, @Nullable Object> response(
            Choice choice, List<?> output, @Nullable Usage usage) {
        Optional<String> cut = cut(choice);
        String status =
                choice.finishReason().isEmpty()
                        ? "in_progress"
                        : cut.isPresent() ? "incomplete" : "completed";
        Map<String, @Nullable Object> response = new LinkedHashMap<>();
        response.put("id", head.id());
        response.put("object", "response");
        response.put("created_at", head.created());
        response.put("status", status);
        response.put("error", null);
        response.put(
                "incomplete_details", cut.map(reason -> Map.of("reason", reason)).orElse(null));
        response.put("model", head.model());
        response.put("output", output);
        response.putAll(echoed);
        response.put("store", false);
        response.put("usage", usage == null ? null : counts(usage));
        return response;
    }

    /// Why an answer is not whole, as OpenAI's API says it.
    private static Optional<String> cut(Choice choice) {
        return switch (choice.finishReason()) {
            case "length" -> Optional.of("max_output_tokens");
            case Exchange.FILTERED -> Optional.of(Exchange.FILTERED);
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> counts(Usage usage) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("input_tokens", usage.promptTokens());
        counts.put(
                "input_tokens_details",
                Map.of("cached_tokens", usage.promptTokensDetails().cachedTokens()));
        counts.put("output_tokens", usage.completionTokens());
        counts.put("output_tokens_details", Map.of("reasoning_tokens", 0));
        counts.put("total_tokens", usage.totalTokens());
        return counts;
    }

    private Map<String, @Nullable Object> message(String words, String status) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put("id", messageId);
        item.put("type", "message");
        item.put("status", status);
        item.put("role", "assistant");
        item.put("content", status.equals("completed") ? List.of(part(words)) : List.of());
        return item;
    }

    private static Map<String, Object> part(String words) {
        return Map.of("type", "output_text", "text", words, "annotations", List.of());
    }

    private static Map<String, @Nullable Object> called(ToolCall call) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put("id", call.id().replaceFirst("^call_", "fc_"));
        item.put("type", "function_call");
        item.put("status", "completed");
        item.put("call_id", call.id());
        item.put("name", call.name());
        item.put("arguments", call.arguments());
        return item;
    }

    @Override
    public List<Sent> opening(int choices) {
        Map<String, @Nullable Object> begun = response(new Choice(0), List.of(), null);
        return List.of(
                sent("response.created", Map.of("response", begun)),
                sent("response.in_progress", Map.of("response", begun)));
    }

    @Override
    public List<Sent> on(Event event) {
        List<Sent> sent = new ArrayList<>();
        switch (event) {
            case Event.Text more -> {
                if (!more.text().isEmpty()) {
                    words(more.text(), sent);
                }
            }
            case Event.Called called -> {
                closeMessage(sent);
                call(called.call(), sent);
            }
            case Event.Done _ -> {
                if (items.isEmpty() && !messageOpen) {
                    openMessage(sent);
                }
                closeMessage(sent);
            }
            case Event.Read _, Event.Guarded _, Event.Failed _ -> {}
        }
        return sent;
    }

    private void words(String more, List<Sent> sent) {
        if (!messageOpen) {
            openMessage(sent);
        }
        text.append(more);
        sent.add(
                sent(
                        "response.output_text.delta",
                        inMessage(Map.of("delta", more, "logprobs", List.of()))));
    }

    private void openMessage(List<Sent> sent) {
        messageOpen = true;
        sent.add(sent("response.output_item.added", item(message("", "in_progress"))));
        sent.add(sent("response.content_part.added", inMessage(Map.of("part", part("")))));
    }

    private void closeMessage(List<Sent> sent) {
        if (!messageOpen) {
            return;
        }
        messageOpen = false;
        String words = text.toString();
        text.setLength(0);
        sent.add(
                sent(
                        "response.output_text.done",
                        inMessage(Map.of("text", words, "logprobs", List.of()))));
        sent.add(sent("response.content_part.done", inMessage(Map.of("part", part(words)))));
        Map<String, @Nullable Object> whole = message(words, "completed");
        sent.add(sent("response.output_item.done", item(whole)));
        items.add(whole);
    }

    private void call(ToolCall call, List<Sent> sent) {
        Map<String, @Nullable Object> whole = called(call);
        Map<String, @Nullable Object> begun = new LinkedHashMap<>(whole);
        begun.put("status", "in_progress");
        begun.put("arguments", "");
        sent.add(sent("response.output_item.added", item(begun)));
        Map<String, Object> where =
                Map.of("item_id", String.valueOf(whole.get("id")), "output_index", items.size());
        sent.add(
                sent(
                        "response.function_call_arguments.delta",
                        with(where, "delta", call.arguments())));
        sent.add(
                sent(
                        "response.function_call_arguments.done",
                        with(where, "arguments", call.arguments())));
        sent.add(sent("response.output_item.done", item(whole)));
        items.add(whole);
    }

    private static Map<String, Object> with(Map<String, Object> some, String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(some);
        more.put(name, value);
        return more;
    }

    private Map<String, Object> item(Map<String, @Nullable Object> item) {
        return Map.of("output_index", items.size(), "item", item);
    }

    private Map<String, Object> inMessage(Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("item_id", messageId);
        all.put("output_index", items.size());
        all.put("content_index", 0);
        all.putAll(fields);
        return all;
    }

    private Sent sent(String type, Map<String, ?> fields) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("sequence_number", number++);
        event.putAll(fields);
        return Sent.named(type, event);
    }

    @Override
    public List<Sent> ending(List<Choice> choices, Usage usage) {
        Choice choice = choices.getFirst();
        boolean cut = cut(choice).isPresent();
        return List.of(
                sent(
                        cut ? "response.incomplete" : "response.completed",
                        Map.of("response", response(choice, items, usage))));
    }
}
