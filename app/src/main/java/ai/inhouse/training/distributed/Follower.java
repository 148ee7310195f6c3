package ai.inhouse.training.distributed;

import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.model.Weights;
import java.util.Optional;

/// Any rank but 0: does its part of whatever rank 0 says, until that says that all is done. It
/// needs no workspace, no data and no model: rank 0 sends it all.
public final class Follower implements AutoCloseable {
    private final ProcessGroup group;
    private final Precision precision;
    private final int threads;
    private final Weights weights;
    private final Share share;
    private Optional<Held> held = Optional.empty();
    private Optional<Command.Read> read = Optional.empty();

    /// What the model is held to.
    private record Held(Weights weights, Reference reference) implements AutoCloseable {
        @Override
        public void close() {
            reference.close();
            weights.close();
        }
    }

    private Follower(ProcessGroup group, Command.Model model) {
        this.group = group;
        this.precision = model.precision();
        this.threads = model.threads();
        this.weights = received(group, model.config());
        Alike.require(group);
        this.share = Share.of(group, weights, precision, threads);
    }

    private static Weights received(ProcessGroup group, ModelConfig config) {
        Weights weights = Weights.zeros(config);
        group.broadcast(weights.memory());
        return weights;
    }

    /// Follows rank 0 to the end.
    ///
    /// @throws ai.inhouse.base.InhouseException if another process is lost
    public static void follow(Place place) {
        try (ProcessGroup group = place.join()) {
            if (!(Wire.command(group.receive()) instanceof Command.Model model)) {
                throw new IllegalStateException("rank 0 begins with the model");
            }
            try (Follower follower = new Follower(group, model)) {
                follower.untilTheEnd();
            }
        }
    }

    private void untilTheEnd() {
        while (true) {
            Command command = Wire.command(group.receive());
            if (command instanceof Command.End) {
                group.gather(0);
                return;
            }
            obey(command);
        }
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Configure(var learning) -> share.learner().configure(learning);
            case Command.State() -> share.state();
            case Command.Hold(var config) -> hold(config);
            case Command.Read next -> {
                share.read(next.reading(), next.batch(), held.map(Held::reference));
                read = Optional.of(next);
            }
            case Command.Learn(var batch) -> share.learn(batch);
            case Command.Backward(var reading, var positions) ->
                    share.backward(reading, read.orElseThrow().batch(), positions);
            case Command.ExpectLastPass() -> share.learner().expectLastPass();
            case Command.Step(var step) -> share.learner().step(step);
            case Command.ExchangeAverage() -> share.learner().exchangeAverage();
            case Command.Model _, Command.End _ ->
                    throw new IllegalStateException(command + " in the middle");
        }
    }

    private void hold(ModelConfig config) {
        held.ifPresent(Held::close);
        Weights before = received(group, config);
        held = Optional.of(new Held(before, new Reference(before, precision, threads)));
    }

    @Override
    public void close() {
        held.ifPresent(Held::close);
        share.close();
        weights.close();
    }
}
