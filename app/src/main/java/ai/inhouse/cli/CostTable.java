package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.costs.TokenCosts;
import java.util.List;
import java.util.Locale;

/// What tokens cost, for the terminal.
final class CostTable {
    private final TokenCosts costs;
    private final StringBuilder text = new StringBuilder();

    private CostTable(TokenCosts costs) {
        this.costs = costs;
    }

    static String of(TokenCosts costs) {
        CostTable table = new CostTable(costs);
        table.own();
        table.apis();
        table.used("team", costs.teams());
        table.used("model", costs.models());
        return table.text.toString();
    }

    private void own() {
        var rate = costs.rate();
        var own = costs.own();
        line(
                "%s as %s, %d threads: reads %,.0f tokens/s, writes %,.1f alone, %,.0f in %d streams",
                rate.model(),
                rate.weights(),
                rate.threads(),
                rate.prefillTokensPerSecond(),
                rate.streamTokensPerSecond(),
                rate.batchTokensPerSecond(),
                rate.streams());
        line(
                "This machine: %s %s an hour, of which %s electricity",
                money(own.machinePerHour() + own.electricityPerHour()),
                costs.currency(),
                money(own.electricityPerHour()));
        line(
                "Up to %,.0f million tokens a month, %.0f%% of them asked (%s)%n",
                own.mostMillionsPerMonth(),
                100 * costs.mix().inputShare(),
                costs.mix().measured() ? "as served so far" : "assumed: nothing was served yet");
        line("  %-32s %12s %12s %12s  %s", costs.currency() + " a million tokens", "in", "out",
                "mixed", "cheaper here from");
        line(
                "  %-32s %12s %12s %12s",
                "here, always busy",
                money(own.inputPerMillion()),
                money(own.outputPerMillion()),
                money(own.mixPerMillion()));
        line(
                "  %-32s %12s %12s",
                "here, one answer at a time",
                money(own.inputPerMillion()),
                money(own.outputPerMillionAlone()));
    }

    private void apis() {
        for (TokenCosts.Against api : costs.apis()) {
            line(
                    "  %-32s %12s %12s %12s  %s",
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
        line(
                "%n  %-32s %9s %9s %9s %12s%s",
                "by " + what, "requests", "asked", "answered", "here", head);
        used.forEach(this::row);
        if (what.equals("team")) {
            row(costs.all());
            line(
                    "  %.2f million tokens a month at this pace; busy %.2f%% of the time",
                    costs.mix().millionsPerMonth(), 100 * costs.own().busyShare());
        }
    }

    private void row(TokenCosts.Used used) {
        StringBuilder elsewhere = new StringBuilder();
        used.apis().values().forEach(cost -> elsewhere.append("%16s".formatted(money(cost))));
        line(
                "  %-32s %,9d %9s %9s %12s%s",
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

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
