package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final LongSupplier nanoClock;
    private final String inputs;

    public Trainer(TrainingTask<B> task, RunFolder folder, Progress progress) {
        this(task, folder, progress, System::nanoTime);
    }

    Trainer(TrainingTask<B> task, RunFolder folder, Progress progress, LongSupplier nanoClock) {
        this.task = task;
        this.folder = folder;
        this.progress = progress;
        this.nanoClock = nanoClock;
        this.inputs = task.fingerprint().hex();
        this.checkpoints = new Checkpoints(folder.checkpoints(), task.settings().keptCheckpoints());
    }

    /// What a run came to.
    ///
    /// @param loss of the last step; NaN where the run had ended before
    /// @param seconds of training, over all the times that the run was resumed
    /// @param validation the last figures
    /// @param resumedFrom the step that this call went on from
    /// @param passedOver checkpoints that were spoiled, each with the reason
    public record Summary(
            long steps,
            double loss,
            long tokens,
            double seconds,
            Map<String, Double> validation,
            Optional<Long> resumedFrom,
            List<String> passedOver) {
        public Summary {
            validation = Map.copyOf(validation);
            passedOver = List.copyOf(passedOver);
        }
    }

    /// Trains to the end of the budget. When it returns, the learner holds the run's last weights
    /// and a checkpoint of them is on disk.
    ///
    /// @throws InhouseException if the loss or the gradients stop being numbers, a checkpoint
    ///   cannot be written, or the run's folder was made from other inputs
    public Summary run() {
        Checkpoints.Restored restored = checkpoints.restore(task.learner(), inputs);
        Checkpoint from = restored.checkpoint().orElse(start());
        boolean fresh = from.step() == 0;
        try (MetricsLog log = MetricsLog.open(folder, fresh ? 0 : from.step() + 1)) {
            TrainingLoop<B> loop = new TrainingLoop<>(task, checkpoints, log, from, nanoClock);
            if (fresh) {
                loop.validate(Map.of("step", 0L));
            }
            loop.run(totalSteps(loop, from), progress);
            return loop.summary(
                    fresh ? Optional.empty() : Optional.of(from.step()), restored.passedOver());
        }
    }

    private Checkpoint start() {
        return new Checkpoint(0, 0, task.settings().schedule().toString(), inputs, 0, 0);
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
        loop.save(start());
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
        if (checkpoints.restore(task.learner(), inputs).checkpoint().isEmpty()) {
            throw new IllegalStateException("the checkpoint just saved cannot be read back");
        }
        return seconds;
    }
}
