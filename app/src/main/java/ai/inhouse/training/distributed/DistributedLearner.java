package ai.inhouse.training.distributed;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.model.Weights;
import ai.inhouse.training.distributed.Command.Reading;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A learner whose work several processes share: the one that rank 0 trains. Whatever it is asked,
/// it tells the others and does its own part; what it answers is what one process would have
/// answered on whole batches, but for the order of sums. So no objective, validation or checkpoint
/// knows of other processes.
///
/// Once a process is lost, nothing more can be asked of it.
final class DistributedLearner implements Learner {
    private final ProcessGroup group;
    private final Crew crew;
    private final Share share;
    private @Nullable Reference held;
    private @Nullable Forwarded forwarded;
    private boolean broken;

    /// What a backward pass goes back over.
    private record Forwarded(Reading reading, Batch batch) {}

    private DistributedLearner(ProcessGroup group, Crew crew, Share share) {
        this.group = group;
        this.crew = crew;
        this.share = share;
    }

    /// Sends the model to the others.
    ///
    /// @param group closed with the learner
    /// @param weights updated in place; stay the caller's and outlive the learner
    /// @param threads of each process
    /// @param crew the other processes; closed with the learner
    static DistributedLearner begin(
            ProcessGroup group, Weights weights, Precision precision, int threads, Crew crew) {
        try {
            group.send(Wire.bytes(new Command.Model(weights.config(), precision, threads)));
            group.broadcast(weights.memory());
            Alike.require(group);
            Share share = Share.of(group, weights, precision, threads);
            return new DistributedLearner(group, crew, share);
        } catch (InhouseException e) {
            InhouseException error = crew.explained(e, group.wasSilent());
            group.close();
            throw error;
        }
    }

    /// Tells the others, and does the same.
    private <T> T ask(Command command, Supplier<T> own) {
        try {
            group.send(Wire.bytes(command));
            return own.get();
        } catch (InhouseException e) {
            broken = true;
            throw crew.explained(e, group.wasSilent());
        } catch (RuntimeException | Error e) {
            broken = true;
            throw e;
        }
    }

    private void tell(Command command, Runnable own) {
        ask(
                command,
                () -> {
                    own.run();
                    return true;
                });
    }

    @Override
    public ModelConfig config() {
        return share.learner().config();
    }

    @Override
    public void configure(Learning learning) {
        tell(new Command.Configure(learning), () -> share.learner().configure(learning));
    }

    @Override
    public float[] logProbabilities(Batch batch) {
        return read(Reading.LOG_PROBABILITIES, batch);
    }

    @Override
    public float[] forward(Batch batch) {
        return read(Reading.FORWARD, batch);
    }

    @Override
    public float[] scores(Batch batch) {
        return read(Reading.SCORES, batch);
    }

    @Override
    public float[] forwardScores(Batch batch) {
        return read(Reading.FORWARD_SCORES, batch);
    }

    /// The others are sent the reference's weights when they first need them.
    @Override
    public float[] divergences(Batch batch, Reference reference) {
        if (held != reference) {
            tell(
                    new Command.Hold(reference.weights().config()),
                    () -> group.broadcast(reference.weights().memory()));
            held = reference;
        }
        return read(Reading.DIVERGENCES, batch);
    }

    private float[] read(Reading reading, Batch batch) {
        forwarded = new Forwarded(reading, batch);
        return ask(
                new Command.Read(reading, batch),
                () -> share.read(reading, batch, Optional.ofNullable(held)));
    }

    @Override
    public void backward(float[] weights) {
        backward(Reading.FORWARD, weights);
    }

    @Override
    public void backwardDivergences(float[] weights) {
        backward(Reading.DIVERGENCES, weights);
    }

    @Override
    public void backwardScores(float[] weights) {
        backward(Reading.FORWARD_SCORES, weights);
    }

    private void backward(Reading reading, float[] weights) {
        Forwarded last = forwarded;
        if (last == null || last.reading() != reading) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        forwarded = null;
        tell(
                new Command.Backward(reading, weights),
                () -> share.backward(reading, last.batch(), weights));
    }

    @Override
    public double lossAndGradient(Batch batch) {
        forwarded = null;
        return ask(new Command.Learn(batch), () -> share.learn(batch));
    }

    @Override
    public void expectLastPass() {
        tell(new Command.ExpectLastPass(), share.learner()::expectLastPass);
    }

    @Override
    public double step(OptimizerStep step) {
        return ask(new Command.Step(step), () -> share.learner().step(step));
    }

    @Override
    public void exchangeAverage() {
        tell(new Command.ExchangeAverage(), share.learner()::exchangeAverage);
    }

    /// Every process has the same: this one's is saved.
    @Override
    public List<StateTensor> state() {
        return share.learner().state();
    }

    /// Sends this process's state to all others.
    @Override
    public void refresh() {
        tell(new Command.State(), share::state);
    }

    /// Sends the others home.
    @Override
    public void close() {
        try (crew;
                group;
                share) {
            if (broken) {
                crew.abandon();
            } else {
                tell(new Command.End(), () -> group.gather(0));
            }
        }
    }
}
