package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.jinja.JinjaTemplate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A chat format given by a Jinja template, as models come with.
///
/// What people write in messages stays text: special tokens in it are encoded as characters, and
/// template marks in it mean nothing.
final class ChatTemplate implements Chat {
    private final ChatSettings settings;
    private final JinjaTemplate template;
    private final Tokenizer tokenizer;
    private final SpecialGuard guard;
    private final Clock clock;
    private final List<Integer> stopIds;

    ChatTemplate(ChatSettings settings, Tokenizer tokenizer, Clock clock) {
        this.settings = settings;
        this.template = JinjaTemplate.parse(settings.template(), settings.name());
        this.tokenizer = tokenizer;
        this.guard = new SpecialGuard(tokenizer);
        this.clock = clock;
        this.stopIds = findStops();
    }

    @Override
    public String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        return text(maps(messages), tools, addGenerationPrompt);
    }

    @Override
    public int[] encodePrompt(List<Message> messages, List<Map<String, Object>> tools) {
        Guarded guarded = protect(messages, tools);
        IdList ids = new IdList();
        guard.encode(text(guarded.messages, guarded.tools, true), guarded.guard, ids);
        return ids.toArray();
    }

    @Override
    public Encoded encode(List<Message> messages, List<Map<String, Object>> tools) {
        Guarded guarded = protect(messages, tools);
        char mark = SpecialGuard.unused(guarded.messages, guarded.tools, guarded.guard);
        AssistantSpans spans =
                new AssistantSpans(
                        (some, prompt) -> text(some, guarded.tools, prompt),
                        guarded.messages,
                        stopTexts(),
                        mark);
        IdList ids = new IdList();
        List<AssistantSpans.Span> learned = new ArrayList<>();
        int done = 0;
        for (AssistantSpans.Span span : spans.find()) {
            guard.encode(spans.text().substring(done, span.from()), guarded.guard, ids);
            int first = ids.size();
            guard.encode(spans.text().substring(span.from(), span.to()), guarded.guard, ids);
            learned.add(new AssistantSpans.Span(first, ids.size()));
            done = span.to();
        }
        guard.encode(spans.text().substring(done), guarded.guard, ids);
        boolean[] assistant = new boolean[ids.size()];
        learned.forEach(span -> Arrays.fill(assistant, span.from(), span.to(), true));
        return new Encoded(ids.toArray(), assistant);
    }

    @Override
    public List<Integer> stopIds() {
        return stopIds;
    }

    @Override
    public String template() {
        return settings.template();
    }

    private record Guarded(
            List<Map<String, Object>> messages, List<Map<String, Object>> tools, char guard) {}

    @SuppressWarnings("unchecked")
    private Guarded protect(List<Message> messages, List<Map<String, Object>> tools) {
        List<Map<String, Object>> maps = maps(messages);
        char unused = SpecialGuard.unused(maps, tools);
        return new Guarded(
                (List<Map<String, Object>>) guard.protect(maps, unused),
                (List<Map<String, Object>>) guard.protect(tools, unused),
                unused);
    }

    private String text(
            List<Map<String, Object>> messages, List<Map<String, Object>> tools, boolean prompt) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>(settings.specials());
        variables.put("messages", messages);
        variables.put("tools", tools.isEmpty() ? null : tools);
        variables.put("documents", null);
        variables.put("add_generation_prompt", prompt);
        return template.render(variables, clock);
    }

    private static List<Map<String, Object>> maps(List<Message> messages) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Message message : messages) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("role", message.role());
            map.put("content", message.content());
            if (!message.toolCalls().isEmpty()) {
                map.put(
                        "tool_calls",
                        message.toolCalls().stream().map(ChatTemplate::call).toList());
            }
            maps.add(map);
        }
        return maps;
    }

    /// OpenAI's API sends arguments as JSON in a text; templates expect what it says.
    private static Map<String, Object> call(Map<String, Object> call) {
        if (!(call.get("function") instanceof Map<?, ?> function)
                || !(function.get("arguments") instanceof String arguments)) {
            return call;
        }
        try {
            Object parsed = Json.mapper().readValue(arguments, Object.class);
            Map<String, Object> readFunction = new LinkedHashMap<>();
            function.forEach((key, value) -> readFunction.put(String.valueOf(key), value));
            readFunction.put("arguments", parsed);
            Map<String, Object> readCall = new LinkedHashMap<>(call);
            readCall.put("function", readFunction);
            return readCall;
        } catch (JacksonException e) {
            // A model may have written arguments that are no JSON: they stay as they are.
            return call;
        }
    }

    private List<String> stopTexts() {
        List<String> texts = new ArrayList<>();
        tokenizer
                .specials()
                .forEach(
                        (text, id) -> {
                            if (stopIds.contains(id)) {
                                texts.add(text);
                            }
                        });
        return texts;
    }

    /// What the template writes after an assistant's words, and what the model's files name.
    private List<Integer> findStops() {
        Set<Integer> stops = new LinkedHashSet<>();
        afterAnswer().flatMap(tokenizer::specialId).ifPresent(stops::add);
        stops.addAll(settings.stopIds());
        Optional.ofNullable(settings.specials().get("eos_token"))
                .flatMap(tokenizer::specialId)
                .ifPresent(stops::add);
        stops.add(tokenizer.endOfText());
        return List.copyOf(stops);
    }

    private Optional<String> afterAnswer() {
        char mark = SpecialGuard.unused();
        Message answer = Message.of("assistant", String.valueOf(mark));
        try {
            String text = render(List.of(Message.of("user", "Hi"), answer), List.of(), false);
            int at = text.indexOf(mark);
            return at < 0 ? Optional.empty() : guard.specialAt(text, at + 1);
        } catch (InhouseException e) {
            // A template that refuses this conversation says nothing about its stops.
            return Optional.empty();
        }
    }
}
