package ai.inhouse.costs;

import ai.inhouse.base.Units;
import ai.inhouse.jobs.StageLoad;
import ai.inhouse.jobs.StepLoad;
import ai.inhouse.jobs.StepLoad.Part;
import ai.inhouse.jobs.StepLoad.Use;
import ai.inhouse.jobs.Survey;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.training.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Predicts one stage on one machine from what it has to do and how fast this machine does that.
///
/// @param slower how many times as long the machine takes for products as this one: 1 for this one
/// @param ownBytes of the program before any model is opened
/// @param warnings takes what a person should know
record StagePlanner(
        Survey.Findings findings,
        Rates rates,
        double slower,
        long memoryBytes,
        long ownBytes,
        List<String> warnings) {
    /// The trainer validates ten times, and once before.
    private static final int VALIDATIONS = 11;

    /// A model whose weights change less often than that has hardly begun.
    private static final int FEW_STEPS = 50;

    /// Prompts that are read to see how fast the product's own engine writes.
    private static final int USUAL_PROMPT = 64;

    StagePlan plan(StageLoad load) {
        return switch (load) {
            case StageLoad.LeftOut left ->
                    StagePlan.of(left.stage(), 0, 0, "left out: " + left.why());
            case StageLoad.Records records -> StagePlan.of(records.stage(), 0, ownBytes, "");
            case StageLoad.Documents documents ->
                    StagePlan.of(
                            documents.stage(),
                            documents.seconds() * documents.scale(),
                            ownBytes,
                            "");
            case StageLoad.Copying copying -> copying(copying);
            case StageLoad.Training training -> training(training);
            case StageLoad.Writing writing -> writing(writing);
        };
    }

    /// Read for its hash, read again as fp32, and written.
    private StagePlan copying(StageLoad.Copying load) {
        long weights = Float.BYTES * parameters();
        double seconds = (load.bytes() + weights) / rates.known().keptBytesPerSecond();
        return StagePlan.of(load.stage(), seconds, ownBytes + 2 * weights, "");
    }

    private long parameters() {
        return ParameterLayout.of(findings.config()).elements();
    }

    private ModelConfig config() {
        return findings.config();
    }

    private StageMemory memory() {
        return new StageMemory(config(), rates.precision(), findings.workers(), memoryBytes);
    }

    /// How long a stage's parts take.
    ///
    /// @param around before and after the trainer: data, the reference's scores, saving
    /// @param fixed within the trainer, whatever the number of steps
    private record Parts(double around, double fixed, double step) {}

    private StagePlan training(StageLoad.Training load) {
        StepLoad step = load.step();
        Parts parts = parts(load);
        long steps = steps(load.budget(), parts);
        double trained = parts.fixed() + steps * parts.step();
        boolean timed = load.budget().time().isPresent();
        double budgeted = timed ? seconds(load.budget().time().get()) : trained;
        boolean full = load.budget().steps().isEmpty() || steps < load.budget().steps().getAsLong();
        double within = timed && full ? budgeted : trained;
        double epochs = steps / Math.max(load.stepsPerEpoch(), 1e-9);
        warn(load, steps, epochs);
        long peak = ownBytes + memory().training(step);
        return StagePlan.of(load.stage(), parts.around() + within, peak, note(load, parts))
                .training(steps, steps * step.tokens(), epochs);
    }

    private Parts parts(StageLoad.Training load) {
        StepRate rate = rates.steps(load.stage(), config(), load.step(), load.length());
        double writing = writing(load.stage(), load.step());
        double judged = rate.judgedTokensPerSecond();
        double validations = VALIDATIONS * load.validationTokens() / judged * slower;
        double kept = rates.known().keptBytesPerSecond();
        long parameters = parameters();
        double checkpoint = 12.0 * parameters / kept;
        double model = 2.0 * parameters / kept;
        double around =
                load.preparationSeconds()
                        + load.scoredTokens() / judged * slower
                        + checkpoint
                        + model;
        double fixed = validations + rate.startSeconds() + checkpoint;
        return new Parts(around, fixed, (rate.secondsPerStep() + writing) * slower);
    }

    /// Of the answers that a step begins with, where it does.
    private double writing(String stage, StepLoad step) {
        if (!step.has(Use.WRITE)) {
            return 0;
        }
        WritingRate rate = rates.writing(stage, config(), USUAL_PROMPT);
        return step.parts().stream()
                .filter(part -> part.use() == Use.WRITE)
                .mapToDouble(Part::tokens)
                .map(tokens -> tokens / rate.writtenTokensPerSecond())
                .sum();
    }

    private static long steps(Budget budget, Parts parts) {
        long most = budget.steps().orElse(Long.MAX_VALUE);
        if (budget.time().isEmpty()) {
            return most;
        }
        double left = seconds(budget.time().get()) - parts.fixed();
        return Math.clamp((long) (left / parts.step()), 1, most);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private void warn(StageLoad.Training load, long steps, double epochs) {
        if (epochs < 1) {
            warnings.add(
                    String.format(
                            Locale.ROOT,
                            "%s: its budget ends after %.0f%% of its data; a whole pass would take"
                                    + " %,d steps",
                            load.stage(),
                            100 * epochs,
                            Math.round(load.stepsPerEpoch())));
        }
        if (steps < FEW_STEPS) {
            warnings.add(
                    "%s: its budget is for %d steps, too few to learn much"
                            .formatted(load.stage(), steps));
        }
        if (memory().recomputes(load.step())) {
            warnings.add(
                    ("%s: activations are computed twice, as they would take more than a third of"
                                    + " the memory: a third more work")
                            .formatted(load.stage()));
        }
    }

    private String note(StageLoad.Training load, Parts parts) {
        String data =
                "%s tokens a step at %s/s"
                        .formatted(
                                Units.count(load.step().tokens()),
                                Units.count((long) (load.step().tokens() / parts.step())));
        return load.budget().time().isPresent()
                ? data + ", budget " + Units.duration(load.budget().time().get())
                : data;
    }

    private StagePlan writing(StageLoad.Writing load) {
        WritingRate rate = rates.writing(load.stage(), config(), load.promptTokens());
        double texts =
                load.texts() * (double) load.promptTokens() / rate.readTokensPerSecond()
                        + load.texts()
                                * (double) load.writtenTokens()
                                / rate.writtenTokensPerSecond();
        double judged = load.readTokens() / rate.judgedTokensPerSecond();
        double seconds = (texts + judged) * slower + load.models() * rate.openSeconds();
        long tokens =
                (long) load.texts() * (load.promptTokens() + load.writtenTokens())
                        + load.readTokens();
        return StagePlan.of(
                        load.stage(),
                        seconds,
                        ownBytes + memory().writing(load),
                        "%d texts of about %d tokens".formatted(load.texts(), load.writtenTokens()))
                .writing(tokens);
    }
}
