package ai.inhouse.serving;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What requests for completions may say; any other field is an error.
final class RequestFields {
    static final Set<String> CHAT =
            union(
                    Options.FIELDS,
                    "messages",
                    "max_completion_tokens",
                    "top_logprobs",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "response_format",
                    "store",
                    GroundedChat.GROUNDED,
                    GroundedChat.STRICT);
    static final Set<String> TEXT = union(Options.FIELDS, "prompt", "echo", "response_format");

    static final Set<String> RESPONSE =
            Set.of(
                    "model",
                    "input",
                    "instructions",
                    "max_output_tokens",
                    "temperature",
                    "top_p",
                    "deterministic",
                    "stream",
                    "text",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "store",
                    "metadata",
                    "user",
                    "safety_identifier",
                    "prompt_cache_key",
                    "service_tier");

    private RequestFields() {}

    private static Set<String> union(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
