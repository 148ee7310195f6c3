package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.alignment.guard.Guardrails.Refused;
import ai.inhouse.base.Json;
import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.grammar.TextFormat;
import ai.inhouse.retrieval.Support;
import ai.inhouse.serving.Plan.Calls;
import ai.inhouse.serving.Plan.Watch;
import ai.inhouse.serving.TextReply.Echo;
import ai.inhouse.tokens.Message;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/// Makes a request for completions of one model into a plan, and has it answered.
final class Completions {
    /// OpenAI's own default for text completions.
    private static final int TEXT_TOKENS = 16;

    private static final int MOST_ALTERNATIVES = 20;

    /// What a response repeats of its request.
    private static final List<String> ECHOED =
            List.of("instructions", "max_output_tokens", "metadata", "temperature", "top_p");

    private final ServedModel model;
    private final Limits limits;
    private final InstantSource clock;
    private final ResponseFormat formats;
    private final boolean templateHasTools;
    private final ToolFormat toolFormat;
    private final GroundedChat documents;
    private final Guardrails guardrails;
    private final Generation generation;

    Completions(
            ServedModel model,
            GenerationQueue queue,
            Limits limits,
            InstantSource clock,
            Surroundings beside) {
        this.model = model;
        this.documents = new GroundedChat(beside.grounding(), model);
        this.guardrails = beside.guardrails();
        this.limits = limits;
        this.clock = clock;
        this.formats = new ResponseFormat(model.tokenizer());
        Optional<ToolFormat> learned = ToolFormat.learn(model.chat(), model.tokenizer());
        this.templateHasTools = learned.isPresent();
        this.toolFormat = learned.orElse(ToolFormat.TOLD);
        this.generation = new Generation(model, queue, toolFormat, guardrails);
    }

    /// Who asks what, and until when.
    record Asked(Context request, KeyHolder caller, Duration patience, Target target) {}

    Exchange.Outcome chat(Asked asked, Fields body) throws InterruptedException {
        body.allowOnly(RequestFields.CHAT);
        Options options = Options.read(body, limits, model.tokenizer().vocabularySize());
        body.check(!body.flag("store"), "store", "must be false: nothing is stored here");
        LogprobsWanted logprobs = chatLogprobs(body);
        Conversation conversation = Conversation.read(body);
        checkCount("messages", conversation.messages());
        Tools tools = Tools.read(body, false);
        Optional<TextFormat> format = formats.read(body);
        Optional<GroundedChat.Found> found =
                documents.find(body, conversation.messages(), options, asked.caller().clearance());
        Optional<Grounds> grounds = found.map(GroundedChat.Found::grounds);
        Reply reply =
                new ChatReply(
                        head("chatcmpl-", asked),
                        logprobs.written(),
                        options.includeUsage(),
                        grounds);
        if (found.filter(GroundedChat.Found::refused).isPresent()) {
            Exchange exchange = new Exchange(asked.request());
            return exchange.say(
                    Support.REFUSAL, Exchange.STOP, reply, options.stream(), options.choices());
        }
        Optional<Refused> refused = guardrails.refused(conversation.messages());
        if (refused.isPresent()) {
            return refuse(asked, refused.get(), reply, options);
        }
        List<Message> messages =
                found.map(one -> one.grounded().messages()).orElse(conversation.messages());
        Watch watch =
                new Watch(conversation.messages(), grounds.filter(Grounds::supported).isPresent());
        Plan plan = conversation(options, messages, tools, format, logprobs, watch);
        return generation
                .answer(asked, plan, reply)
                .from(grounds.map(Grounds::sources).orElse(List.of()));
    }

    private static Exchange.Outcome refuse(
            Asked asked, Refused refused, Reply reply, Options options) {
        return new Exchange(asked.request())
                .say(
                        refused.answer(),
                        Exchange.FILTERED,
                        reply,
                        options.stream(),
                        options.choices())
                .guarded(refused.finding());
    }

    private void checkCount(String param, List<Message> messages) {
        if (messages.size() > model.contextLength()) {
            throw ApiException.contextLength(
                    param,
                    "There are more messages than the model's context has tokens (%d)."
                            .formatted(model.contextLength()));
        }
    }

    private Plan conversation(
            Options options,
            List<Message> messages,
            Tools tools,
            Optional<TextFormat> format,
            LogprobsWanted logprobs,
            Watch watch) {
        Optional<TextFormat> form = tools.forced(toolFormat, formats);
        boolean called = form.isPresent();
        int[] prompt = prompt(messages, tools, called);
        int room = room(prompt.length, options, "messages", Integer.MAX_VALUE);
        Calls calls = new Calls(!tools.offered().isEmpty(), called, called || tools.oneCall());
        return new Plan(
                options,
                List.of(prompt),
                room,
                model.chat().stopIds(),
                logprobs,
                form.or(() -> format),
                calls,
                watch);
    }

    /// @param called whether the answer has to be a call, whose mark is part of the prompt then
    private int[] prompt(List<Message> messages, Tools tools, boolean called) {
        boolean tell = !templateHasTools && !tools.offered().isEmpty();
        int[] prompt =
                tell
                        ? model.chat().encodePrompt(tools.told(messages), List.of())
                        : model.chat().encodePrompt(messages, tools.forTemplate());
        if (!called || toolFormat.before().isEmpty()) {
            return prompt;
        }
        int[] mark = model.tokenizer().encodeWithSpecials(toolFormat.before());
        return IntStream.concat(Arrays.stream(prompt), Arrays.stream(mark)).toArray();
    }

    Exchange.Outcome response(Asked asked, Fields body) throws InterruptedException {
        body.allowOnly(RequestFields.RESPONSE);
        Options options = Options.read(body, limits, model.tokenizer().vocabularySize());
        body.check(!body.flag("store"), "store", "must be false: nothing is stored here");
        List<Message> messages = ResponseInput.read(body);
        checkCount("input", messages);
        Tools tools = Tools.read(body, true);
        Optional<TextFormat> format =
                body.node("text")
                        .map(node -> Fields.of(node, body.param("text")))
                        .flatMap(formats::readFlat);
        Watch watch = new Watch(messages, false);
        Plan plan = conversation(options, messages, tools, format, LogprobsWanted.NONE, watch);
        Map<String, @Nullable Object> echoed = new LinkedHashMap<>();
        for (String field : ECHOED) {
            echoed.put(field, body.node(field).orElse(null));
        }
        echoed.put("tools", body.node("tools").orElse(Json.mapper().createArrayNode()));
        echoed.put("tool_choice", body.node("tool_choice").orElse(StringNode.valueOf("auto")));
        echoed.put("parallel_tool_calls", !tools.oneCall());
        Reply reply = new ResponseReply(head("resp_", asked), echoed);
        Optional<Refused> refused = guardrails.refused(messages);
        return refused.isPresent()
                ? refuse(asked, refused.get(), reply, options)
                : generation.answer(asked, plan, reply);
    }

    private static LogprobsWanted chatLogprobs(Fields body) {
        boolean wanted = body.flag("logprobs");
        int top = body.integer("top_logprobs", 0, MOST_ALTERNATIVES).orElse(0L).intValue();
        body.check(wanted || top == 0, "top_logprobs", "needs 'logprobs' to be true");
        return wanted ? new LogprobsWanted(true, false, top) : LogprobsWanted.NONE;
    }

    Exchange.Outcome text(Asked asked, Fields body) throws InterruptedException {
        body.allowOnly(RequestFields.TEXT);
        Options options = Options.read(body, limits, model.tokenizer().vocabularySize());
        Prompts prompts = Prompts.read(body, "prompt", model.tokenizer());
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
        Plan plan =
                new Plan(
                        options,
                        prompts.ids(),
                        room,
                        textStops(),
                        logprobs,
                        formats.read(body),
                        Calls.NONE,
                        Watch.WORDS);
        Reply reply =
                new TextReply(
                        head("cmpl-", asked), top.isPresent(), options.includeUsage(), echoes);
        return generation.answer(asked, plan, reply);
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

    private Reply.Head head(String prefix, Asked asked) {
        String id = prefix + UUID.randomUUID().toString().replace("-", "");
        return new Reply.Head(id, clock.instant().getEpochSecond(), asked.target().name());
    }

    /// Answers a chat request that another model has answered already; nobody is shown this.
    String unseen(Fields body, KeyHolder caller, Target target) throws InterruptedException {
        Options options = Options.read(body, limits, model.tokenizer().vocabularySize());
        List<Message> messages = Conversation.read(body).messages();
        Plan plan =
                conversation(
                        options,
                        messages,
                        Tools.NONE,
                        Optional.empty(),
                        LogprobsWanted.NONE,
                        new Watch(messages, false));
        return generation.unseen(plan, caller, limits.deadline(), target);
    }
}
