package ai.inhouse.training;

import ai.inhouse.base.Progress;
import ai.inhouse.base.Units;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The state of one call of [Trainer#run]: where it is, and what its parts have taken.
final class TrainingLoop<B> {
    /// A checkpoint may take this share of the time between two.
    private static final double CHECKPOINT_SHARE = 0.05;

    private final TrainingTask<B> task;
    private final TrainingSettings settings;
    private final Checkpoints checkpoints;
    private final MetricsLog log;
    private final Checkpoint from;
    private final LongSupplier nanoClock;
    private final long began;

    private long step;
    private long total;
    private long tokens;
    private double loss = Double.NaN;
    private double validationSeconds;
    private double checkpointSeconds;
    private long lastSave;
    private Map<String, Double> validated = Map.of();

    TrainingLoop(
            TrainingTask<B> task,
            Checkpoints checkpoints,
            MetricsLog log,
            Checkpoint from,
            LongSupplier nanoClock) {
        this.task = task;
        this.settings = task.settings();
        this.checkpoints = checkpoints;
        this.log = log;
        this.from = from;
        this.nanoClock = nanoClock;
        this.began = nanoClock.getAsLong();
        this.step = from.step();
        this.tokens = from.tokens();
    }

    void run(long totalSteps, Progress progress) {
        total = totalSteps;
        lastSave = nanoClock.getAsLong();
        try (Progress.Task bar = progress.begin("training", total, "steps")) {
            while (step < total) {
                step++;
                Map<String, Object> row = advance(bar);
                if (isValidated()) {
                    validate(row);
                } else {
                    log.append(row);
                }
                if (step == total || isSaved()) {
                    save(checkpoint());
                }
            }
        }
    }

    private Map<String, Object> advance(Progress.Task bar) {
        double rate = settings.schedule().rate(step, total);
        long before = nanoClock.getAsLong();
        TrainingTask.Taken taken = task.takeStep(step, rate);
        double seconds = Math.max(since(before), 1e-9);
        Objective.Outcome outcome = taken.outcome();
        loss = outcome.loss();
        tokens += outcome.tokens();
        bar.at(step, note(outcome.tokens() / seconds, (total - step) * seconds));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.put("total_steps", total);
        row.put("loss", loss);
        row.put("learning_rate", rate);
        row.put("gradient_norm", taken.gradientNorm());
        row.putAll(outcome.metrics());
        row.put("tokens", tokens);
        row.put("tokens_per_second", outcome.tokens() / seconds);
        row.put("seconds", seconds());
        return row;
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
        validated = task.validation().measure(task.learner());
        validationSeconds = since(before);
        Map<String, Object> full = new LinkedHashMap<>(row);
        full.putAll(validated);
        full.put("validation_seconds", validationSeconds);
        log.append(full);
    }

    private boolean isValidated() {
        int times = settings.validations();
        return times > 0 && (step == total || step % Math.ceilDiv(total, (long) times) == 0);
    }

    private boolean isSaved() {
        return nanoClock.getAsLong() - lastSave >= checkpointInterval().toNanos();
    }

    /// As set, or longer where saving takes long.
    Duration checkpointInterval() {
        Duration least = Duration.ofMillis((long) (checkpointSeconds * 1000 / CHECKPOINT_SHARE));
        Duration set = settings.checkpointInterval();
        return set.compareTo(least) >= 0 ? set : least;
    }

    void save(Checkpoint checkpoint) {
        long before = nanoClock.getAsLong();
        checkpoints.save(task.learner(), checkpoint);
        lastSave = nanoClock.getAsLong();
        checkpointSeconds = since(before);
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(step, total, from.schedule(), from.inputs(), tokens, seconds());
    }

    Pace pace(double secondsPerStep) {
        return new Pace(since(began), secondsPerStep, validationSeconds, checkpointSeconds);
    }

    private double seconds() {
        return from.seconds() + since(began);
    }

    private double since(long nanos) {
        return (nanoClock.getAsLong() - nanos) / 1e9;
    }

    Trainer.Summary summary(Optional<Long> resumedFrom, List<String> passedOver) {
        return new Trainer.Summary(
                step, loss, tokens, seconds(), validated, resumedFrom, passedOver);
    }
}
