package ai.inhouse.cli;

import ai.inhouse.serving.load.ServeLoad.Level;
import java.util.List;
import java.util.Locale;

/// Throughput against latency as text: a line for each number of clients, with bars.
final class ServeChart {
    private static final int WIDTH = 24;
    private static final String BAR = "█";

    private ServeChart() {}

    static String of(String model, List<Level> levels) {
        double most = levels.stream().mapToDouble(Level::tokensPerSecond).max().orElse(1);
        double longest = levels.stream().mapToDouble(l -> l.total().p95Seconds()).max().orElse(1);
        StringBuilder chart = new StringBuilder(model).append('\n');
        chart.append(
                "%7s %9s  %-24s %17s %17s  %s%n"
                        .formatted(
                                "clients",
                                "tokens/s",
                                "",
                                "first token ms",
                                "between ms",
                                "whole answer, p95"));
        for (Level level : levels) {
            chart.append(
                    String.format(
                            Locale.ROOT,
                            "%7d %9.1f  %-24s %7.0f (%7.0f) %7.1f (%7.1f)  %-24s %.2f s%s%n",
                            level.clients(),
                            level.tokensPerSecond(),
                            bar(level.tokensPerSecond() / most),
                            1e3 * level.firstToken().p50Seconds(),
                            1e3 * level.firstToken().p95Seconds(),
                            1e3 * level.betweenTokens().p50Seconds(),
                            1e3 * level.betweenTokens().p95Seconds(),
                            bar(level.total().p95Seconds() / longest),
                            level.total().p95Seconds(),
                            remark(level)));
        }
        return chart.append("Medians, and in brackets 95th percentiles.").toString();
    }

    private static String bar(double share) {
        return Double.isFinite(share) ? BAR.repeat((int) Math.round(WIDTH * share)) : "";
    }

    private static String remark(Level level) {
        return level.refused() + level.failed() == 0
                ? ""
                : "  (%d refused, %d failed)".formatted(level.refused(), level.failed());
    }
}
