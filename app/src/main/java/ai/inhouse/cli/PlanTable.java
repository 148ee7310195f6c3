package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.costs.Plan;
import ai.inhouse.costs.StagePlan;
import java.time.Duration;
import java.util.Formatter;
import java.util.Locale;

/// A plan for the terminal: this machine stage by stage, other machines in a line each, then what a
/// person should know before starting.
final class PlanTable {
    private final Plan plan;
    private final Formatter out = new Formatter(Locale.ROOT);

    private PlanTable(Plan plan) {
        this.plan = plan;
    }

    static String of(Plan plan) {
        PlanTable table = new PlanTable(plan);
        table.head();
        table.stages(plan.machines().getFirst());
        table.others();
        plan.warnings().forEach(warning -> table.out.format("  ! %s%n", warning));
        return table.out.toString().replaceAll(" +(?=\\R)", "");
    }

    private void head() {
        Plan.Data data = plan.data();
        out.format(
                "%s: %s parameters, %d layers of %d, vocabulary %,d%n",
                plan.recipe(),
                Units.count(plan.model().parameters()),
                plan.model().layers(),
                plan.model().width(),
                plan.model().vocabularySize());
        out.format(
                "%,d documents to train on (%s tokens), %,d held out (%s tokens), %.2f bytes a token%n",
                data.trainDocuments(),
                Units.count(data.trainTokens()),
                data.heldOutDocuments(),
                Units.count(data.heldOutTokens()),
                data.bytesPerToken());
        out.format(
                "%s, %.0f GFLOPS in matrix products (%.0f when measured, %s)%n",
                plan.rates().machine(),
                plan.rates().matmulGflopsNow(),
                plan.rates().matmulGflopsThen(),
                plan.rates().measuredAt().substring(0, 16));
        out.format("%n");
    }

    private void stages(Plan.OnMachine machine) {
        boolean money = machine.cost().isPresent();
        boolean compared = machine.stages().stream().anyMatch(s -> s.tookSeconds().isPresent());
        out.format(
                "  %-32s %12s %5s %10s%s%s  %8s %9s  %s%n",
                "stage",
                "time",
                "share",
                "memory",
                money ? "%9s".formatted(machine.currency()) : "",
                compared ? "%13s%13s %6s".formatted("took", "alone", "off") : "",
                "steps",
                "tokens",
                "");
        for (StagePlan stage : machine.stages()) {
            if (stage.seconds() > 0 || !stage.note().isEmpty()) {
                stage(stage, money, compared);
            }
        }
        out.format(
                "  %-32s %12s %5s %10s%s%s%n",
                "all",
                duration(machine.seconds()),
                "",
                Units.bytes(machine.peakRssBytes()),
                money ? "%9s".formatted(money(machine.cost().getAsDouble())) : "",
                compared ? took(machine) : "");
        out.format("  %s takes most of it.%n", machine.dominant());
    }

    private void stage(StagePlan s, boolean money, boolean compared) {
        if (s.peakRssBytes() == 0) {
            out.format("  %-32s %s%n", s.stage(), s.note());
            return;
        }
        out.format(
                "  %-32s %12s %4.0f%% %10s%s%s  %8s %9s  %s%n",
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
            return "%13s%13s %6s".formatted("-", "", "");
        }
        double took = s.tookSeconds().getAsDouble();
        return off(s.seconds(), took, s.tookAloneSeconds().orElse(took));
    }

    /// Of the stages that the run did itself.
    private static String took(Plan.OnMachine machine) {
        double predicted = 0;
        double took = 0;
        double alone = 0;
        for (StagePlan s : machine.stages()) {
            if (s.tookSeconds().isPresent()) {
                predicted += s.seconds();
                took += s.tookSeconds().getAsDouble();
                alone += s.tookAloneSeconds().orElse(0);
            }
        }
        return off(predicted, took, alone);
    }

    private static String off(double predicted, double took, double alone) {
        return "%13s%13s %6s"
                .formatted(
                        duration(took),
                        duration(alone),
                        String.format(
                                Locale.ROOT,
                                "%+.0f%%",
                                100 * (predicted / Math.max(alone, 1e-3) - 1)));
    }

    private void others() {
        out.format("%n");
        for (Plan.OnMachine m : plan.machines().stream().skip(1).toList()) {
            out.format(
                    "  %-32s %12s %5s %10s%s  at %.0f GFLOPS; %s takes most%n",
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
}
