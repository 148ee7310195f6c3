package ai.inhouse.serving;

import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.inference.Generator.Shaping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What chat and text completions have in common: how to generate and how to answer.
///
/// @param model the name asked for
/// @param choices OpenAI's `n`
/// @param maxTokens empty where the request leaves it to the server
/// @param stops texts that end a completion
/// @param deterministic whether the text must not depend on what else is written
/// @param includeUsage whether a stream ends with the token counts
record Options(
        String model,
        int choices,
        Optional<Integer> maxTokens,
        Optional<Double> temperature,
        Optional<Double> topP,
        Optional<Integer> topK,
        Optional<Double> repetitionPenalty,
        Shaping shaping,
        List<String> stops,
        Optional<Long> seed,
        boolean deterministic,
        boolean stream,
        boolean includeUsage) {
    /// The fields that [#read] looks at, and those that change nothing here. `top_k`, `min_p` and
    /// `repetition_penalty` are extensions that other servers have too; `deterministic` is ours.
    static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "n",
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "top_k",
                    "min_p",
                    "repetition_penalty",
                    "stop",
                    "seed",
                    "deterministic",
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
    private static final int MOST_BIASES = 1024;
    private static final double GREATEST_BIAS = 100;

    /// @param vocabulary the model's number of tokens
    static Options read(Fields body, Limits limits, int vocabulary) {
        List<String> stops = body.texts("stop", MOST_STOPS);
        for (String stop : stops) {
            boolean fits = !stop.isEmpty() && stop.length() <= LONGEST_STOP;
            body.check(fits, "stop", "must have from 1 to %d characters".formatted(LONGEST_STOP));
        }
        Optional<Integer> newer =
                count(body, "max_completion_tokens").or(() -> count(body, "max_output_tokens"));
        return new Options(
                body.requiredText("model"),
                body.integer("n", 1, limits.choices()).orElse(1L).intValue(),
                newer.isPresent() ? newer : count(body, "max_tokens"),
                body.number("temperature", 0, 2),
                body.number("top_p", 0, 1),
                body.integer("top_k", 0, Integer.MAX_VALUE).map(Long::intValue),
                body.number("repetition_penalty", 0.01, 10),
                shaping(body, vocabulary),
                stops,
                body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                body.flag("deterministic"),
                body.flag("stream"),
                includeUsage(body));
    }

    /// None at all are only of use to texts that are echoed.
    private static Optional<Integer> count(Fields body, String name) {
        int least = body.flag("echo") ? 0 : 1;
        return body.integer(name, least, Integer.MAX_VALUE).map(Long::intValue);
    }

    private static Shaping shaping(Fields body, int vocabulary) {
        return new Shaping(
                body.number("min_p", 0, 1).orElse(0.0),
                body.number("presence_penalty", -2, 2).orElse(0.0),
                body.number("frequency_penalty", -2, 2).orElse(0.0),
                body.node("logit_bias")
                        .map(node -> biases(Fields.of(node, body.param("logit_bias")), vocabulary))
                        .orElse(Map.of()));
    }

    private static Map<Integer, Double> biases(Fields fields, int vocabulary) {
        JsonNode object = fields.object();
        if (object.size() > MOST_BIASES) {
            throw ApiException.invalid(
                    "logit_bias",
                    "'logit_bias' may have at most %d entries.".formatted(MOST_BIASES));
        }
        Map<Integer, Double> biases = new LinkedHashMap<>();
        for (String name : object.propertyNames()) {
            boolean known = name.matches("[0-9]{1,9}") && Integer.parseInt(name) < vocabulary;
            if (!known) {
                throw ApiException.invalid(
                        "logit_bias",
                        "'logit_bias' has a key that is no token of the model: its tokens are 0"
                                + " to %d.".formatted(vocabulary - 1));
            }
            fields.number(name, -GREATEST_BIAS, GREATEST_BIAS)
                    .ifPresent(bias -> biases.put(Integer.valueOf(name), bias));
        }
        return biases;
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

    /// @param choice its place among the request's choices, which moves its seed
    Sampling sampling(
            ServedModel.Defaults defaults, List<Integer> stopIds, int tokens, int choice) {
        // OpenAI allows a top_p of 0, which leaves the likeliest token.
        double share = Math.max(topP.orElse(defaults.topP()), Double.MIN_NORMAL);
        return new Sampling(
                tokens,
                temperature.orElse(defaults.temperature()),
                topK.orElse(defaults.topK()),
                share,
                repetitionPenalty.orElse(defaults.repetitionPenalty()),
                stopIds,
                seed.or(() -> deterministic ? Optional.of(0L) : Optional.empty())
                        .map(first -> first + choice),
                shaping);
    }
}
