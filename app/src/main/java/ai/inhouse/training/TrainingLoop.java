package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.base.Units;
import ai.inhouse.engine.ProcessMemory;
import ai.inhouse.engine.ProcessorTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The state of one call of [Trainer#run]: where it is, and what its parts have taken.
final class TrainingLoop<B> {
    private final TrainingTask<B> task;
    private final TrainingSettings settings;
    private final Records records;
    private final Checkpoint from;
    private final LongSupplier nanoClock;
    private final SaveSchedule saves;
    private final long began;

    private SkippedSteps skipped;
    private LossWindow window;
    private long step;
    private long total;
    private long tokens;
    private double loss = Double.NaN;
    private double validationSeconds;
    private double bestScore;
    private boolean startSaved;
    private Map<String, Double> validated;

    /// Where a run is kept.
    ///
    /// @param skipped the file of skipped steps
    /// @param says hears what a person should know
    record Records(CheckpointWriter writer, MetricsLog log, Path skipped, Consumer<String> says) {}

    TrainingLoop(
            TrainingTask<B> task,
            Records records,
            Checkpoint from,
            SkippedSteps skipped,
            LongSupplier nanoClock) {
        this.task = task;
        this.settings = task.settings();
        this.records = records;
        this.from = from;
        this.skipped = skipped;
        this.nanoClock = nanoClock;
        this.saves = new SaveSchedule(settings.checkpointInterval(), nanoClock);
        this.began = nanoClock.getAsLong();
        this.step = from.step();
        this.tokens = from.tokens();
        this.window = new LossWindow(from.recentLosses());
        this.validated = from.validated();
        this.bestScore = records.writer().checkpoints().bestScore();
    }

    void run(long totalSteps, Progress progress) {
        total = totalSteps;
        saves.begin();
        try (Progress.Task bar = progress.begin("training", total, "steps")) {
            while (step < total) {
                step++;
                Optional<Map<String, Object>> row =
                        skipped.why(step).map(this::notTaken).or(() -> advance(bar));
                row.ifPresent(this::end);
            }
        }
        records.writer().finish();
    }

    /// What follows a step.
    private void end(Map<String, Object> row) {
        if (isValidated()) {
            validate(row);
        } else {
            validated = Map.of();
            records.log().append(row);
        }
        if (step == total || saves.isDue() || isBest()) {
            save(checkpoint());
        }
    }

    /// Nothing where the step had to be taken back.
    private Optional<Map<String, Object>> advance(Progress.Task bar) {
        double rate = settings.schedule().rate(step, total);
        long before = nanoClock.getAsLong();
        TrainingTask.Taken taken = task.takeStep(step, rate);
        double seconds = Math.max(since(before), 1e-9);
        Objective.Outcome outcome = taken.outcome();
        Optional<String> harm = harm(taken);
        if (harm.isPresent()) {
            takeBack(harm.get());
            return Optional.empty();
        }
        loss = outcome.loss();
        window.add(loss);
        tokens += outcome.tokens();
        bar.at(step, note(outcome.tokens() / seconds, (total - step) * seconds));
        Map<String, Object> row = row();
        row.put("loss", loss);
        row.put("learning_rate", rate);
        row.put("gradient_norm", taken.gradientNorm());
        row.putAll(outcome.metrics());
        row.put("tokens", tokens);
        row.put("tokens_per_second", outcome.tokens() / seconds);
        ProcessMemory.peakBytes().ifPresent(bytes -> row.put("peak_rss_bytes", bytes));
        row.put("process_cpu_seconds", ProcessorTime.seconds());
        row.put("seconds", seconds());
        return Optional.of(row);
    }

    private Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.put("total_steps", total);
        return row;
    }

    private Map<String, Object> notTaken(String why) {
        Map<String, Object> row = row();
        row.put("skipped", why);
        row.put("tokens", tokens);
        row.put("seconds", seconds());
        return row;
    }

    /// Why a step must not stand, if it must not.
    private Optional<String> harm(TrainingTask.Taken taken) {
        Optional<String> harm = taken.harm();
        if (settings.guard().isPresent()) {
            return harm.or(() -> window.leap(taken.outcome().loss(), settings.guard().get()));
        }
        if (harm.isPresent()) {
            throw InhouseException.badInput(
                    "training",
                    "step " + step,
                    harm.get(),
                    "Lower the learning rate, or look for damaged data. The last checkpoint is"
                            + " intact.");
        }
        return Optional.empty();
    }

    /// Goes back to the last checkpoint that holds none of the steps which are skipped from now on,
    /// and takes the steps from there once more. Where the checkpoints lie changes nothing that is
    /// learned.
    private void takeBack(String why) {
        SkippedSteps more = skipped.with(step, why);
        settings.guard().orElseThrow().require(more, step, why);
        records.writer().finish();
        more.write(records.skipped());
        skipped = more;
        long taken = step;
        Checkpoint back =
                records.writer()
                        .checkpoints()
                        .restore(task.learner(), from.inputs(), skipped)
                        .checkpoint()
                        .orElseThrow(() -> noneBefore(why));
        step = back.step();
        tokens = back.tokens();
        validated = back.validated();
        window = new LossWindow(back.recentLosses());
        bestScore = records.writer().checkpoints().bestScore();
        records.log().rewind(step + 1);
        records.says()
                .accept("step %d is skipped: %s; gone back to step %d".formatted(taken, why, step));
    }

    private InhouseException noneBefore(String why) {
        return InhouseException.badInput(
                "going back to before step " + step,
                records.skipped(),
                "%s, and no checkpoint from before it is intact".formatted(why),
                "Run the same command again: it begins anew, without that step.");
    }

    private String note(double tokensPerSecond, double secondsLeft) {
        return String.format(
                Locale.ROOT,
                "loss %.3f, %,.0f tokens/s, %s left",
                loss,
                tokensPerSecond,
                Units.duration(Duration.ofMillis((long) (secondsLeft * 1000))));
    }

    /// Appends the row with what was measured, if this run validates.
    void validate(Map<String, Object> row) {
        if (settings.validations() == 0) {
            return;
        }
        long before = nanoClock.getAsLong();
        validated = task.validate();
        validationSeconds = since(before);
        Map<String, Object> full = new LinkedHashMap<>(row);
        full.putAll(validated);
        full.put("validation_seconds", validationSeconds);
        records.log().append(full);
    }

    private boolean isValidated() {
        int times = settings.validations();
        return times > 0 && (step == total || step % Math.ceilDiv(total, (long) times) == 0);
    }

    private boolean isBest() {
        OptionalDouble score = task.validation().score(validated);
        return settings.best() && score.isPresent() && score.getAsDouble() < bestScore;
    }

    Duration checkpointInterval() {
        return saves.interval();
    }

    private void save(Checkpoint checkpoint) {
        saves.save(() -> records.writer().save(task.learner(), checkpoint));
        bestScore = Math.min(bestScore, task.validation().score(validated).orElse(bestScore));
    }

    /// The checkpoint that a run can always go back to, unless it was saved already.
    void saveStart() {
        if (!startSaved) {
            saves.save(() -> records.writer().save(task.learner(), from));
            startSaved = true;
        }
    }

    /// The same, once it is on the disk: measures what a whole save takes.
    void saveStartWhole() {
        saves.save(
                () -> {
                    records.writer().save(task.learner(), from);
                    records.writer().finish();
                });
        startSaved = true;
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                step,
                total,
                from.schedule(),
                from.inputs(),
                tokens,
                seconds(),
                skipped.upTo(step),
                window.losses(),
                validated);
    }

    Pace pace(double secondsPerStep) {
        return new Pace(since(began), secondsPerStep, validationSeconds, saves.still());
    }

    private double seconds() {
        return from.seconds() + since(began);
    }

    private double since(long nanos) {
        return (nanoClock.getAsLong() - nanos) / 1e9;
    }

    /// Leaves in the learner what the run is to end with.
    ///
    /// @param resumedFrom the step that it went on from
    Trainer.Summary conclude(Optional<Long> resumedFrom, List<String> passedOver) {
        OptionalLong best = OptionalLong.empty();
        if (settings.best()) {
            Optional<Checkpoint> chosen =
                    records.writer().checkpoints().restoreBest(task.learner());
            validated = chosen.map(Checkpoint::validated).orElse(validated);
            best = chosen.map(c -> OptionalLong.of(c.step())).orElse(best);
        }
        if (settings.averageDecay().isPresent()) {
            task.learner().exchangeAverage();
        }
        return new Trainer.Summary(
                step,
                loss,
                tokens,
                seconds(),
                validated,
                resumedFrom,
                passedOver,
                skipped.steps().stream().map(SkippedSteps.Skipped::toString).toList(),
                records.writer().spent(),
                best);
    }
}
