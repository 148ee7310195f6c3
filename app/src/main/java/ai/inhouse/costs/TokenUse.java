package ai.inhouse.costs;

import ai.inhouse.serving.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tokens that were asked and answered, as the audit log has them.
///
/// @param name a team's (its keys' groups), a model's, or of all
/// @param promptTokens of prompts that were computed: what the cache held is not among them
/// @param cachedTokens of prompts that were not
public record TokenUse(
        String name, long requests, long promptTokens, long cachedTokens, long answerTokens) {
    /// Where a key has no groups, whoever it was made for is the team.
    private static String team(AuditLog.Call call) {
        return call.groups().isEmpty() ? call.caller() : String.join("+", call.groups());
    }

    private static TokenUse of(String name, AuditLog.Call call) {
        int computed = Math.max(0, call.promptTokens() - call.cachedTokens());
        return new TokenUse(name, 1, computed, call.cachedTokens(), call.completionTokens());
    }

    private TokenUse plus(TokenUse other) {
        return new TokenUse(
                name,
                requests + other.requests,
                promptTokens + other.promptTokens,
                cachedTokens + other.cachedTokens,
                answerTokens + other.answerTokens);
    }

    /// What an API would count: it charges for prompts whether it has cached them or not.
    public long askedTokens() {
        return promptTokens + cachedTokens;
    }

    /// Everything in a log from some moment on.
    ///
    /// @param days between the first and the last request, one at least
    public record Read(TokenUse all, List<TokenUse> teams, List<TokenUse> models, double days) {
        public Read {
            teams = List.copyOf(teams);
            models = List.copyOf(models);
        }
    }

    /// @throws ai.inhouse.base.InhouseException if the log was tampered with
    public static Read read(AuditLog log, Instant since) {
        Sum sum = new Sum();
        log.forEach(
                call -> {
                    if (!Instant.parse(call.at()).isBefore(since)) {
                        sum.add(call);
                    }
                });
        return sum.read();
    }

    private static final class Sum {
        private final Map<String, TokenUse> teams = new TreeMap<>();
        private final Map<String, TokenUse> models = new TreeMap<>();
        private TokenUse all = new TokenUse("all", 0, 0, 0, 0);
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        void add(AuditLog.Call call) {
            TokenUse used = of("all", call);
            all = all.plus(used);
            teams.merge(team(call), of(team(call), call), TokenUse::plus);
            if (!call.model().isEmpty()) {
                models.merge(call.model(), of(call.model(), call), TokenUse::plus);
            }
            Instant at = Instant.parse(call.at());
            first = at.isBefore(first) ? at : first;
            last = at.isAfter(last) ? at : last;
        }

        Read read() {
            double days =
                    all.requests() == 0
                            ? 1
                            : Math.max(1, Duration.between(first, last).toSeconds() / 86_400.0);
            return new Read(all, sorted(teams), sorted(models), days);
        }

        private static List<TokenUse> sorted(Map<String, TokenUse> uses) {
            return uses.values().stream()
                    .sorted(
                            Comparator.comparingLong(
                                            (TokenUse u) -> u.askedTokens() + u.answerTokens())
                                    .reversed())
                    .toList();
        }
    }
}
