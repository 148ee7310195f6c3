package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs a task from the last durable checkpoint to the budget's end. Stopped at any moment and run
/// again with the same task, it ends with the same weights.
///
/// @param <B> what one micro-batch is
public final class Trainer<B> {
    /// A time budget is measured over so many steps at least, and at most.
    private static final int FEWEST_MEASURED = 5;

    private static final int MOST_MEASURED = 50;

    /// Share of a time budget that measuring may take, once the fewest steps are done.
    private static final double MEASURED_SHARE = 0.03;

    private final TrainingTask<B> task;
    private final RunFolder folder;
    private final Checkpoints checkpoints;
    private final Progress progress;
    private final Consumer<String> says;
    private final LongSupplier nanoClock;
    private final String inputs;

    /// As the other, saying nothing.
    public Trainer(TrainingTask<B> task, RunFolder folder, Progress progress) {
        this(task, folder, progress, line -> {});
    }

    /// @param says hears what a person should know, as it happens
    public Trainer(
            TrainingTask<B> task, RunFolder folder, Progress progress, Consumer<String> says) {
        this(task, folder, progress, says, System::nanoTime);
    }

    Trainer(
            TrainingTask<B> task,
            RunFolder folder,
            Progress progress,
            Consumer<String> says,
            LongSupplier nanoClock) {
        this.task = task;
        this.folder = folder;
        this.progress = progress;
        this.says = says;
        this.nanoClock = nanoClock;
        this.inputs = task.fingerprint().hex();
        this.checkpoints = new Checkpoints(folder.checkpoints(), retention(task));
    }

    private static Retention retention(TrainingTask<?> task) {
        TrainingSettings settings = task.settings();
        return new Retention(
                settings.keptCheckpoints(),
                settings.guard().isPresent() ? SpikeGuard.HORIZON : 0,
                settings.best() ? task.validation()::score : validated -> OptionalDouble.empty());
    }

    /// What checkpoints have taken.
    ///
    /// @param stillSeconds for which training stood still
    /// @param writingSeconds of hashing and writing, most of it beside training
    public record Saving(int saves, double stillSeconds, double writingSeconds) {}

    /// What a run came to.
    ///
    /// @param loss of the last step; NaN where the run had ended before
    /// @param seconds of training, over all the times that the run was resumed
    /// @param validation the figures of the weights that it ends with
    /// @param resumedFrom the step that this call went on from
    /// @param passedOver checkpoints that were spoiled, each with the reason
    /// @param skipped steps that were not taken, each with the reason
    /// @param saving what checkpoints took in this call
    /// @param best the step whose weights it ends with, where that is not the last one's by rule
    public record Summary(
            long steps,
            double loss,
            long tokens,
            double seconds,
            Map<String, Double> validation,
            Optional<Long> resumedFrom,
            List<String> passedOver,
            List<String> skipped,
            Saving saving,
            OptionalLong best) {
        public Summary {
            validation = Map.copyOf(validation);
            passedOver = List.copyOf(passedOver);
            skipped = List.copyOf(skipped);
        }
    }

    /// Trains to the end of the budget. When it returns, the learner holds the weights that the run
    /// ends with (the last or the best ones, or their average) and a checkpoint is on disk.
    ///
    /// @throws InhouseException if too many steps would have to be skipped, a checkpoint cannot be
    ///   written, or the run's folder was made from other inputs
    public Summary run() {
        task.learner().configure(task.settings().learning());
        SkippedSteps skipped = SkippedSteps.read(folder.skipped(), inputs);
        Checkpoints.Restored restored = checkpoints.restore(task.learner(), inputs, skipped);
        Checkpoint from =
                restored.checkpoint()
                        .orElse(Checkpoint.start(task.settings().schedule().toString(), inputs));
        boolean fresh = from.step() == 0;
        try (CheckpointWriter writer = new CheckpointWriter(checkpoints);
                MetricsLog log = MetricsLog.open(folder, fresh ? 0 : from.step() + 1)) {
            TrainingLoop<B> loop =
                    new TrainingLoop<>(
                            task,
                            new TrainingLoop.Records(writer, log, folder.skipped(), says),
                            from,
                            skipped,
                            nanoClock);
            if (fresh) {
                loop.validate(Map.of("step", 0L));
            }
            long total = totalSteps(loop, from);
            if (restored.checkpoint().isEmpty() && task.settings().guard().isPresent()) {
                loop.saveStart();
            }
            loop.run(total, progress);
            return loop.conclude(
                    fresh ? Optional.empty() : Optional.of(from.step()), restored.passedOver());
        }
    }

    private long totalSteps(TrainingLoop<B> loop, Checkpoint from) {
        if (from.totalSteps() > 0) {
            return from.totalSteps();
        }
        Optional<RunPlan> stored = RunPlan.read(folder.plan(), inputs);
        if (stored.isPresent()) {
            return stored.get().totalSteps();
        }
        RunPlan plan = makePlan(loop);
        plan.write(folder.plan());
        return plan.totalSteps();
    }

    private RunPlan makePlan(TrainingLoop<B> loop) {
        Budget budget = task.settings().budget();
        if (budget.time().isEmpty()) {
            return new RunPlan(inputs, budget.steps().orElseThrow(), 0, 0);
        }
        Duration time = budget.time().get();
        List<Double> measured = measure(loop, time);
        Pace pace = loop.pace(Pace.settled(measured));
        long steps = pace.steps(time, task.settings().validations(), loop.checkpointInterval());
        return new RunPlan(
                inputs,
                Math.min(steps, budget.steps().orElse(Long.MAX_VALUE)),
                pace.step(),
                measured.size());
    }

    /// Takes real steps, then puts the learner back to where it was: by way of the disk, since a
    /// second copy of the optimizer's state may not fit into memory.
    private List<Double> measure(TrainingLoop<B> loop, Duration time) {
        loop.saveStartWhole();
        double enough = time.toNanos() / 1e9 * MEASURED_SHARE;
        double rate = task.settings().schedule().rate(1, MOST_MEASURED);
        List<Double> seconds = new ArrayList<>();
        double sum = 0;
        while (seconds.size() < FEWEST_MEASURED
                || (sum < enough && seconds.size() < MOST_MEASURED)) {
            long began = nanoClock.getAsLong();
            task.takeStep(seconds.size() + 1, rate);
            seconds.add((nanoClock.getAsLong() - began) / 1e9);
            sum += seconds.getLast();
        }
        SkippedSteps none = new SkippedSteps(inputs, List.of());
        if (checkpoints.restore(task.learner(), inputs, none).checkpoint().isEmpty()) {
            throw new IllegalStateException("the checkpoint just saved cannot be read back");
        }
        return seconds;
    }
}
