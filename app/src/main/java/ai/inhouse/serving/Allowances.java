package ai.inhouse.serving;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// What callers have used of what their keys allow: requests in the last minute, as a bucket that
/// fills evenly, and tokens in the present day (UTC).
final class Allowances {
    private static final double SECONDS_A_MINUTE = 60;
    private static final long SECONDS_A_DAY = 86_400;

    private final InstantSource clock;
    private final Map<String, Used> used = new HashMap<>();

    private static final class Used {
        double requests;
        Instant filled;
        long day;
        long tokens;

        Used(double requests, Instant filled) {
            this.requests = requests;
            this.filled = filled;
        }
    }

    Allowances(InstantSource clock) {
        this.clock = clock;
    }

    /// Counts a request.
    ///
    /// @throws ApiException 429 with the time after which there is room again
    synchronized void request(KeyHolder caller) {
        Instant now = clock.instant();
        Used mine = of(caller, now);
        int tokenLimit = caller.limits().tokensPerDay();
        if (tokenLimit > 0 && mine.tokens >= tokenLimit) {
            long left = SECONDS_A_DAY - Math.floorMod(now.getEpochSecond(), SECONDS_A_DAY);
            throw ApiException.overLimit("tokens per day", tokenLimit, (int) left);
        }
        int rate = caller.limits().requestsPerMinute();
        if (rate == 0) {
            return;
        }
        double seconds = (now.toEpochMilli() - mine.filled.toEpochMilli()) / 1e3;
        mine.requests = Math.min(rate, mine.requests + seconds * rate / SECONDS_A_MINUTE);
        mine.filled = now;
        if (mine.requests < 1) {
            double wait = (1 - mine.requests) * SECONDS_A_MINUTE / rate;
            throw ApiException.overLimit("requests per minute", rate, (int) Math.ceil(wait));
        }
        mine.requests--;
    }

    /// Counts the tokens of an answer.
    synchronized void tokens(KeyHolder caller, long tokens) {
        of(caller, clock.instant()).tokens += tokens;
    }

    private Used of(KeyHolder caller, Instant now) {
        Used mine =
                used.computeIfAbsent(
                        caller.name(), name -> new Used(caller.limits().requestsPerMinute(), now));
        long day = now.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
        if (mine.day != day) {
            mine.day = day;
            mine.tokens = 0;
        }
        return mine;
    }
}
