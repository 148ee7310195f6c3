package ai.inhouse.serving;

import java.time.Duration;

/// What one server takes on before it says no.
///
/// @param bodyBytes longest request body
/// @param waiting completions that may wait for one model; more are refused with 429
/// @param choices largest `n`
/// @param drain how long a stopping server lets running answers finish
/// @param deadline how long an answer may take, the wait included, unless a request asks for less
public record Limits(int bodyBytes, int waiting, int choices, Duration drain, Duration deadline) {
    public static final Limits DEFAULT =
            new Limits(4 << 20, 64, 16, Duration.ofSeconds(20), Duration.ofMinutes(10));
}
