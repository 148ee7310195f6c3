package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.costs.TokenCosts;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/// What tokens cost, for the terminal.
final class CostTable {
    private final TokenCosts costs;
    private final Formatter out = new Formatter(Locale.ROOT);

    private CostTable(TokenCosts costs) {
        this.costs = costs;
    }

    static String of(TokenCosts costs) {
        CostTable table = new CostTable(costs);
        table.own();
        table.apis();
        table.used("team", costs.teams());
        table.used("model", costs.models());
        return table.out.toString().replaceAll(" +(?=\\R)", "");
    }

    private void own() {
        var rate = costs.rate();
        var own = costs.own();
        out.format(
                "%s as %s, %d threads: reads %,.0f tokens/s, writes %,.1f alone, %,.0f in %d streams%n",
                rate.model(),
                rate.weights(),
                rate.threads(),
                rate.prefillTokensPerSecond(),
                rate.streamTokensPerSecond(),
                rate.batchTokensPerSecond(),
                rate.streams());
        out.format(
                "This machine: %s %s an hour, of which %s electricity%n",
                money(own.machinePerHour() + own.electricityPerHour()),
                costs.currency(),
                money(own.electricityPerHour()));
        out.format(
                "Up to %,.0f million tokens a month, %.0f%% of them asked (%s)%n%n",
                own.mostMillionsPerMonth(),
                100 * costs.mix().inputShare(),
                costs.mix().measured() ? "as served so far" : "assumed: nothing was served yet");
        out.format(
                "  %-32s %12s %12s %12s  %s%n",
                costs.currency() + " a million tokens", "in", "out", "mixed", "cheaper here from");
        out.format(
                "  %-32s %12s %12s %12s%n",
                "here, always busy",
                money(own.inputPerMillion()),
                money(own.outputPerMillion()),
                money(own.mixPerMillion()));
        out.format(
                "  %-32s %12s %12s%n",
                "here, one answer at a time",
                money(own.inputPerMillion()),
                money(own.outputPerMillionAlone()));
    }

    private void apis() {
        for (TokenCosts.Against api : costs.apis()) {
            out.format(
                    "  %-32s %12s %12s %12s  %s%n",
                    api.name(),
                    money(api.inputPerMillion()),
                    money(api.outputPerMillion()),
                    money(api.mixPerMillion()),
                    api.breakEvenMillionsPerMonth().isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "%,.1f million tokens a month",
                                    api.breakEvenMillionsPerMonth().getAsDouble())
                            : api.why());
        }
    }

    private void used(String what, List<TokenCosts.Used> used) {
        if (used.isEmpty()) {
            return;
        }
        StringBuilder head = new StringBuilder();
        costs.apis().forEach(api -> head.append("%16s".formatted(brief(api.name()))));
        out.format(
                "%n  %-32s %9s %9s %9s %12s%s%n",
                "by " + what, "requests", "asked", "answered", "here", head);
        used.forEach(this::row);
        if (what.equals("team")) {
            row(costs.all());
            out.format(
                    "  %.2f million tokens a month at this pace; busy %.2f%% of the time%n",
                    costs.mix().millionsPerMonth(), 100 * costs.own().busyShare());
        }
    }

    private void row(TokenCosts.Used used) {
        StringBuilder elsewhere = new StringBuilder();
        used.apis().values().forEach(cost -> elsewhere.append("%16s".formatted(money(cost))));
        out.format(
                "  %-32s %,9d %9s %9s %12s%s%n",
                used.use().name(),
                used.use().requests(),
                Units.count(used.use().askedTokens()),
                Units.count(used.use().answerTokens()),
                money(used.own()),
                elsewhere);
    }

    private static String brief(String name) {
        return name.length() <= 15 ? name : name.substring(0, 14) + "…";
    }

    private static String money(double amount) {
        return String.format(Locale.ROOT, amount < 1 ? "%.4f" : "%,.2f", amount);
    }
}
