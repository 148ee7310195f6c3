package ai.inhouse.serving;

import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a request for completions of one model into jobs, and has them answered.
final class Completions {
    private static final int MOST_PROMPTS = 16;

    /// OpenAI's own default for text completions.
    private static final int TEXT_TOKENS = 16;

    private static final Set<String> CHAT_FIELDS =
            union(
                    Options.FIELDS,
                    "messages",
                    "max_completion_tokens",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "response_format",
                    "store");
    private static final Set<String> TEXT_FIELDS = union(Options.FIELDS, "prompt");

    private final ServedModel model;
    private final GenerationQueue queue;
    private final InstantSource clock;

    Completions(ServedModel model, GenerationQueue queue, InstantSource clock) {
        this.model = model;
        this.queue = queue;
        this.clock = clock;
    }

    void chat(Context request, Fields body, Options options) throws InterruptedException {
        body.allowOnly(CHAT_FIELDS);
        body.node("response_format")
                .map(format -> Fields.of(format, body.param("response_format")))
                .ifPresent(
                        format ->
                                format.check(
                                        format.requiredText("type").equals("text"),
                                        "type",
                                        "must be 'text'"));
        body.check(!body.flag("store"), "store", "must be false: nothing is stored here");
        Conversation conversation = Conversation.read(body);
        if (conversation.messages().size() > model.contextLength()) {
            throw ApiException.contextLength(
                    "messages",
                    "There are more messages than the model's context has tokens (%d)."
                            .formatted(model.contextLength()));
        }
        int[] prompt = model.chat().encodePrompt(conversation.messages(), conversation.tools());
        int room = room(prompt.length, options, "messages", Integer.MAX_VALUE);
        answer(request, Reply.CHAT, options, List.of(prompt), room);
    }

    void text(Context request, Fields body, Options options) throws InterruptedException {
        body.allowOnly(TEXT_FIELDS);
        body.required("prompt");
        List<int[]> prompts =
                body.texts("prompt", MOST_PROMPTS).stream().map(this::encode).toList();
        body.check(!prompts.isEmpty(), "prompt", "must not be empty");
        int room =
                prompts.stream()
                        .mapToInt(ids -> room(ids.length, options, "prompt", TEXT_TOKENS))
                        .min()
                        .orElseThrow();
        answer(request, Reply.TEXT, options, prompts, room);
    }

    /// A prompt's ids, begun as the model's documents were; never empty.
    private int[] encode(String text) {
        var tokenizer = model.tokenizer();
        int[] ids = tokenizer.encode(text);
        var first = tokenizer.beginOfText();
        if (first.isEmpty() && ids.length > 0) {
            return ids;
        }
        int[] begun = new int[ids.length + 1];
        begun[0] = first.orElse(tokenizer.endOfText());
        System.arraycopy(ids, 0, begun, 1, ids.length);
        return begun;
    }

    /// How many tokens the answer may have.
    ///
    /// @param usual where the request does not say
    private int room(int promptTokens, Options options, String param, int usual) {
        int left = model.contextLength() - promptTokens;
        int asked = options.maxTokens().orElse(Math.clamp(left, 1, usual));
        if (asked > left) {
            throw ApiException.contextLength(
                    param,
                    ("This model's maximum context length is %d tokens, but %d were asked for: %d"
                                    + " in the %s and %d for the answer.")
                            .formatted(
                                    model.contextLength(),
                                    (long) promptTokens + asked,
                                    promptTokens,
                                    param,
                                    asked));
        }
        return asked;
    }

    private void answer(
            Context request, Reply reply, Options options, List<int[]> prompts, int maxTokens)
            throws InterruptedException {
        String id = reply.idPrefix() + UUID.randomUUID().toString().replace("-", "");
        long now = clock.instant().getEpochSecond();
        Exchange exchange = new Exchange(request, reply, id, now, model.name());
        List<Integer> stopIds = stopIds(reply);
        List<Job> jobs = new ArrayList<>();
        for (int[] prompt : prompts) {
            for (int i = 0; i < options.choices(); i++) {
                int choice = jobs.size();
                var sampling = options.sampling(model.defaults(), stopIds, maxTokens, choice);
                var text = new TextStream(model.tokenizer(), options.stops());
                jobs.add(new Job(choice, prompt, sampling, text, exchange::hear));
            }
        }
        int promptTokens = prompts.stream().mapToInt(ids -> ids.length).sum();
        exchange.answer(queue, jobs, options, promptTokens);
    }

    private List<Integer> stopIds(Reply reply) {
        List<Integer> turn = model.chat().stopIds();
        Stream<Integer> document = Stream.of(model.tokenizer().endOfText());
        return switch (reply) {
            case CHAT -> turn;
            case TEXT -> Stream.concat(turn.stream(), document).distinct().toList();
        };
    }

    private static Set<String> union(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
