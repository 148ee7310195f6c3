package ai.inhouse.training.distributed;

import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The processes that share the training of a model.
public sealed interface Processes {
    /// @param nodes where to start processes; empty for none
    /// @param environment may say that somebody else did
    /// @throws ai.inhouse.base.InhouseException if either makes no sense
    static Processes of(List<String> nodes, Map<String, String> environment) {
        if (!nodes.isEmpty()) {
            Nodes all = new Nodes(nodes);
            return all.size() == 1 ? new Alone() : new Started(all, environment);
        }
        Optional<Place> place = Place.of(environment);
        return place.<Processes>map(Given::new).orElseGet(Alone::new);
    }

    /// How many of them are on this machine.
    int local();

    /// How many threads each takes, where all processes of this machine together have so many.
    default int threads(int workers) {
        return Math.max(1, workers / local());
    }

    /// Trains every weight, with all of them.
    ///
    /// @param weights updated in place; stay the caller's and outlive the learner
    /// @param workers threads of all processes on this machine
    /// @param logs folder for what the processes say that this one starts
    /// @throws ai.inhouse.base.InhouseException if they cannot be started or do not come
    Learner learner(Weights weights, Precision precision, int workers, Path logs);

    /// Those that are left to go on with; none unless some were lost.
    default Optional<Processes> remaining() {
        return Optional.empty();
    }

    /// This one.
    record Alone() implements Processes {
        @Override
        public int local() {
            return 1;
        }

        @Override
        public Learner learner(Weights weights, Precision precision, int workers, Path logs) {
            return Learners.full(weights, precision, threads(workers));
        }
    }

    /// Those that somebody else started, of which this is rank 0.
    record Given(Place place) implements Processes {
        @Override
        public int local() {
            return place.local();
        }

        @Override
        public Learner learner(Weights weights, Precision precision, int workers, Path logs) {
            ProcessGroup group = place.join();
            return DistributedLearner.begin(
                    group, weights, precision, threads(workers), Crew.none());
        }
    }

    /// Those that this one starts on other machines, and on this.
    final class Started implements Processes {
        private final Nodes nodes;
        private final Map<String, String> environment;
        private final Losses losses = new Losses();

        public Started(Nodes nodes, Map<String, String> environment) {
            this.nodes = nodes;
            this.environment = Map.copyOf(environment);
        }

        @Override
        public int local() {
            return nodes.on(nodes.hosts().getFirst());
        }

        @Override
        public Learner learner(Weights weights, Precision precision, int workers, Path logs) {
            return new Launch(nodes, environment, logs, losses)
                    .learner(weights, precision, threads(workers));
        }

        @Override
        public Optional<Processes> remaining() {
            return losses.isEmpty()
                    ? Optional.empty()
                    : Optional.of(of(nodes.without(losses.ranks()).hosts(), environment));
        }
    }
}
