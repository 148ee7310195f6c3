package ai.inhouse.serving;

import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.Constraint;
import ai.inhouse.serving.TextReply.Echo;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a request for completions of one model into jobs, and has them answered.
final class Completions {
    /// OpenAI's own default for text completions.
    private static final int TEXT_TOKENS = 16;

    private static final int MOST_ALTERNATIVES = 20;

    static final Set<String> CHAT_FIELDS =
            union(
                    Options.FIELDS,
                    "messages",
                    "max_completion_tokens",
                    "top_logprobs",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "response_format",
                    "store");
    static final Set<String> TEXT_FIELDS = union(Options.FIELDS, "prompt", "echo");

    private final ServedModel model;
    private final GenerationQueue queue;
    private final Metrics.OfModel metrics;
    private final Limits limits;
    private final InstantSource clock;

    Completions(
            ServedModel model,
            GenerationQueue queue,
            Metrics.OfModel metrics,
            Limits limits,
            InstantSource clock) {
        this.model = model;
        this.queue = queue;
        this.metrics = metrics;
        this.limits = limits;
        this.clock = clock;
    }

    /// Who asks, and until when.
    record Asked(Context request, KeyHolder caller, Duration patience) {}

    /// What is generated for one request.
    private record Plan(
            Options options,
            List<int[]> prompts,
            int maxTokens,
            List<Integer> stopIds,
            LogprobsWanted logprobs,
            Optional<Constraint> constraint) {}

    Exchange.Outcome chat(Asked asked, Fields body) throws InterruptedException {
        body.allowOnly(CHAT_FIELDS);
        Options options = Options.read(body, limits, model.tokenizer().vocabularySize());
        body.node("response_format")
                .map(format -> Fields.of(format, body.param("response_format")))
                .ifPresent(
                        format ->
                                format.check(
                                        format.requiredText("type").equals("text"),
                                        "type",
                                        "must be 'text'"));
        body.check(!body.flag("store"), "store", "must be false: nothing is stored here");
        LogprobsWanted logprobs = chatLogprobs(body);
        Conversation conversation = Conversation.read(body);
        if (conversation.messages().size() > model.contextLength()) {
            throw ApiException.contextLength(
                    "messages",
                    "There are more messages than the model's context has tokens (%d)."
                            .formatted(model.contextLength()));
        }
        int[] prompt = model.chat().encodePrompt(conversation.messages(), conversation.tools());
        int room = room(prompt.length, options, "messages", Integer.MAX_VALUE);
        Plan plan =
                new Plan(
                        options,
                        List.of(prompt),
                        room,
                        model.chat().stopIds(),
                        logprobs,
                        Optional.empty());
        Reply reply = new ChatReply(head("chatcmpl-"), logprobs.written(), options.includeUsage());
        return answer(asked, plan, reply);
    }

    private static LogprobsWanted chatLogprobs(Fields body) {
        boolean wanted = body.flag("logprobs");
        int top = body.integer("top_logprobs", 0, MOST_ALTERNATIVES).orElse(0L).intValue();
        body.check(wanted || top == 0, "top_logprobs", "needs 'logprobs' to be true");
        return wanted ? new LogprobsWanted(true, false, top) : LogprobsWanted.NONE;
    }

    Exchange.Outcome text(Asked asked, Fields body) throws InterruptedException {
        body.allowOnly(TEXT_FIELDS);
        Options options = Options.read(body, limits, model.tokenizer().vocabularySize());
        Prompts prompts = Prompts.read(body, model.tokenizer());
        boolean echo = body.flag("echo");
        Optional<Long> top = body.integer("logprobs", 0, MOST_ALTERNATIVES);
        LogprobsWanted logprobs =
                top.map(n -> new LogprobsWanted(true, echo, n.intValue()))
                        .orElse(LogprobsWanted.NONE);
        int room =
                prompts.ids().stream()
                        .mapToInt(ids -> room(ids.length, options, "prompt", TEXT_TOKENS))
                        .min()
                        .orElseThrow();
        int choices = prompts.ids().size() * options.choices();
        List<Echo> echoes =
                echo
                        ? prompts.echoes(model.tokenizer(), options.choices())
                        : Collections.nCopies(choices, Echo.NONE);
        Plan plan = new Plan(options, prompts.ids(), room, textStops(), logprobs, Optional.empty());
        Reply reply = new TextReply(head("cmpl-"), top.isPresent(), options.includeUsage(), echoes);
        return answer(asked, plan, reply);
    }

    private List<Integer> textStops() {
        Stream<Integer> document = Stream.of(model.tokenizer().endOfText());
        return Stream.concat(model.chat().stopIds().stream(), document).distinct().toList();
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

    private Reply.Head head(String prefix) {
        String id = prefix + UUID.randomUUID().toString().replace("-", "");
        return new Reply.Head(id, clock.instant().getEpochSecond(), model.name());
    }

    private Exchange.Outcome answer(Asked asked, Plan plan, Reply reply)
            throws InterruptedException {
        Exchange exchange = new Exchange(asked.request());
        Options options = plan.options();
        List<Job> jobs = new ArrayList<>();
        for (int[] prompt : plan.prompts()) {
            for (int i = 0; i < options.choices(); i++) {
                int choice = jobs.size();
                var sampling =
                        options.sampling(
                                model.defaults(), plan.stopIds(), plan.maxTokens(), choice);
                var task = new Job.Task(prompt, sampling, plan.logprobs(), plan.constraint());
                jobs.add(
                        new Job(
                                choice,
                                asked.caller(),
                                task,
                                model.tokenizer(),
                                new TextStream(model.tokenizer(), options.stops()),
                                new Timing(metrics, asked.patience()),
                                exchange::hear));
            }
        }
        return exchange.answer(queue, jobs, reply, options.stream(), options.choices());
    }

    private static Set<String> union(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
