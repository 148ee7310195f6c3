package ai.inhouse.serving;

import ai.inhouse.inference.Generator.Sampling;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What chat and text completions have in common: how to generate and how to answer.
///
/// @param model the name asked for
/// @param choices OpenAI's `n`
/// @param maxTokens empty where the request leaves it to the server
/// @param stops texts that end a completion
/// @param includeUsage whether a stream ends with the token counts
record Options(
        String model,
        int choices,
        Optional<Integer> maxTokens,
        Optional<Double> temperature,
        Optional<Double> topP,
        Optional<Integer> topK,
        Optional<Double> repetitionPenalty,
        List<String> stops,
        Optional<Long> seed,
        boolean stream,
        boolean includeUsage) {
    /// The fields that [#read] looks at, and those that change nothing here. `top_k` and
    /// `repetition_penalty` are extensions that other servers have too.
    static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "n",
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "top_k",
                    "repetition_penalty",
                    "stop",
                    "seed",
                    "stream",
                    "stream_options",
                    "frequency_penalty",
                    "presence_penalty",
                    "logit_bias",
                    "logprobs",
                    "user",
                    "metadata",
                    "service_tier",
                    "safety_identifier",
                    "prompt_cache_key");

    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 256;

    static Options read(Fields body, Limits limits) {
        refuseWhatIsNotDone(body);
        List<String> stops = body.texts("stop", MOST_STOPS);
        for (String stop : stops) {
            boolean fits = !stop.isEmpty() && stop.length() <= LONGEST_STOP;
            body.check(fits, "stop", "must have from 1 to %d characters".formatted(LONGEST_STOP));
        }
        Optional<Integer> newer = count(body, "max_completion_tokens");
        return new Options(
                body.requiredText("model"),
                body.integer("n", 1, limits.choices()).orElse(1L).intValue(),
                newer.isPresent() ? newer : count(body, "max_tokens"),
                body.number("temperature", 0, 2),
                body.number("top_p", 0, 1),
                body.integer("top_k", 0, Integer.MAX_VALUE).map(Long::intValue),
                body.number("repetition_penalty", 0.01, 10),
                stops,
                body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                body.flag("stream"),
                includeUsage(body));
    }

    private static Optional<Integer> count(Fields body, String name) {
        return body.integer(name, 1, Integer.MAX_VALUE).map(Long::intValue);
    }

    private static boolean includeUsage(Fields body) {
        return body.node("stream_options")
                .map(
                        node -> {
                            body.check(
                                    body.flag("stream"),
                                    "stream_options",
                                    "is only allowed where 'stream' is true");
                            Fields fields = Fields.of(node, body.param("stream_options"));
                            fields.allowOnly(Set.of("include_usage", "include_obfuscation"));
                            return fields.flag("include_usage");
                        })
                .orElse(false);
    }

    /// Accepts these fields only where they change nothing, so that no client believes in a penalty
    /// that is not applied.
    private static void refuseWhatIsNotDone(Fields body) {
        for (String name : List.of("frequency_penalty", "presence_penalty")) {
            body.number(name, -2, 2)
                    .ifPresent(p -> body.check(p == 0, name, "is not supported: leave it at 0"));
        }
        body.node("logit_bias")
                .ifPresent(
                        bias ->
                                body.check(
                                        bias.isObject() && bias.isEmpty(),
                                        "logit_bias",
                                        "is not supported: leave it out"));
        body.node("logprobs")
                .ifPresent(
                        node ->
                                body.check(
                                        node.isBoolean() && !node.booleanValue(),
                                        "logprobs",
                                        "is not supported: leave it out"));
    }

    /// @param choice its place among the request's choices, which moves its seed
    Sampling sampling(
            ServedModel.Defaults defaults, List<Integer> stopIds, int tokens, int choice) {
        return new Sampling(
                tokens,
                temperature.orElse(defaults.temperature()),
                topK.orElse(defaults.topK()),
                topP.orElse(defaults.topP()),
                repetitionPenalty.orElse(defaults.repetitionPenalty()),
                stopIds,
                seed.map(first -> first + choice));
    }
}
