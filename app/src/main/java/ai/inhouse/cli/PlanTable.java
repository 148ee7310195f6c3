package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.costs.Plan;
import ai.inhouse.costs.StagePlan;
import java.time.Duration;
import java.util.Locale;

/// A plan for the terminal: this machine stage by stage, other machines in a line each, then what a
/// person should know before starting.
final class PlanTable {
    private final Plan plan;
    private final StringBuilder text = new StringBuilder();

    private PlanTable(Plan plan) {
        this.plan = plan;
    }

    static String of(Plan plan) {
        PlanTable table = new PlanTable(plan);
        table.head();
        table.stages(plan.machines().getFirst());
        table.others();
        plan.warnings().forEach(warning -> table.line("  ! %s", warning));
        return table.text.toString();
    }

    private void head() {
        Plan.Data data = plan.data();
        line(
                "%s: %s parameters, %d layers of %d, vocabulary %,d",
                plan.recipe(),
                Units.count(plan.model().parameters()),
                plan.model().layers(),
                plan.model().width(),
                plan.model().vocabularySize());
        line(
                "%,d documents to train on (%s tokens), %,d held out (%s tokens), %.2f bytes a token",
                data.trainDocuments(),
                Units.count(data.trainTokens()),
                data.heldOutDocuments(),
                Units.count(data.heldOutTokens()),
                data.bytesPerToken());
        line(
                "%s, %.0f GFLOPS in matrix products (%.0f when measured, %s)",
                plan.rates().machine(),
                plan.rates().matmulGflopsNow(),
                plan.rates().matmulGflopsThen(),
                plan.rates().measuredAt().substring(0, 16));
        text.append('\n');
    }

    private void stages(Plan.OnMachine machine) {
        boolean money = machine.cost().isPresent();
        boolean compared = machine.stages().stream().anyMatch(s -> s.tookSeconds().isPresent());
        line(
                "  %-32s %12s %5s %10s%s%s  %8s %9s  %s",
                "stage",
                "time",
                "share",
                "memory",
                money ? "%9s".formatted(machine.currency()) : "",
                compared ? "%13s %6s".formatted("took", "off") : "",
                "steps",
                "tokens",
                "");
        for (StagePlan stage : machine.stages()) {
            if (stage.seconds() > 0 || !stage.note().isEmpty()) {
                stage(stage, money, compared);
            }
        }
        line(
                "  %-32s %12s %5s %10s%s%s",
                "all",
                duration(machine.seconds()),
                "",
                Units.bytes(machine.peakRssBytes()),
                money ? "%9s".formatted(money(machine.cost().getAsDouble())) : "",
                compared ? took(machine) : "");
        line("  %s takes most of it.", machine.dominant());
    }

    private void stage(StagePlan s, boolean money, boolean compared) {
        if (s.peakRssBytes() == 0) {
            line("  %-32s %s", s.stage(), s.note());
            return;
        }
        line(
                "  %-32s %12s %4.0f%% %10s%s%s  %8s %9s  %s",
                s.stage(),
                duration(s.seconds()),
                100 * s.share(),
                Units.bytes(s.peakRssBytes()),
                money ? "%9s".formatted(money(s.cost().orElse(0))) : "",
                compared ? compared(s) : "",
                s.steps().isPresent() ? "%,d".formatted(s.steps().getAsLong()) : "",
                s.tokens().isPresent() ? Units.count(s.tokens().getAsLong()) : "",
                s.note() + epochs(s));
    }

    private static String epochs(StagePlan s) {
        return s.epochs().isPresent()
                ? String.format(Locale.ROOT, ", %.1f epochs", s.epochs().getAsDouble())
                : "";
    }

    private static String compared(StagePlan s) {
        if (s.tookSeconds().isEmpty()) {
            return "%13s %6s".formatted("-", "");
        }
        return off(s.seconds(), s.tookSeconds().getAsDouble());
    }

    /// Of the stages that the run did itself.
    private static String took(Plan.OnMachine machine) {
        double predicted = 0;
        double took = 0;
        for (StagePlan s : machine.stages()) {
            if (s.tookSeconds().isPresent()) {
                predicted += s.seconds();
                took += s.tookSeconds().getAsDouble();
            }
        }
        return off(predicted, took);
    }

    private static String off(double predicted, double took) {
        return "%13s %6s"
                .formatted(
                        duration(took),
                        String.format(
                                Locale.ROOT, "%+.0f%%", 100 * (predicted / Math.max(took, 1e-3) - 1)));
    }

    private void others() {
        text.append('\n');
        for (Plan.OnMachine m : plan.machines().stream().skip(1).toList()) {
            line(
                    "  %-32s %12s %5s %10s%s  at %.0f GFLOPS; %s takes most",
                    m.machine(),
                    duration(m.seconds()),
                    "",
                    Units.bytes(m.peakRssBytes()),
                    m.cost().isPresent()
                            ? " %s %s".formatted(money(m.cost().getAsDouble()), m.currency())
                            : "",
                    m.matmulGflops(),
                    m.dominant());
        }
    }

    private static String duration(double seconds) {
        return Units.duration(Duration.ofMillis(Math.round(1e3 * seconds)));
    }

    private static String money(double amount) {
        return String.format(Locale.ROOT, amount < 10 ? "%.4f" : "%,.2f", amount);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
