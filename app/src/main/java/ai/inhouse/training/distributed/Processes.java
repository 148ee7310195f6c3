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
    /// This one.
    record Alone() implements Processes {}

    /// Those that this one starts.
    record Started(Nodes nodes, Map<String, String> environment) implements Processes {
        public Started {
            environment = Map.copyOf(environment);
        }
    }

    /// Those that somebody else started, of which this is rank 0.
    record Given(Place place) implements Processes {}

    /// @param nodes where to start processes; empty for none
    /// @param environment may say that somebody else did
    static Processes of(List<String> nodes, Map<String, String> environment) {
        if (!nodes.isEmpty()) {
            Nodes all = new Nodes(nodes);
            return all.size() == 1 ? new Alone() : new Started(all, environment);
        }
        Optional<Place> place = Place.of(environment);
        return place.<Processes>map(Given::new).orElseGet(Alone::new);
    }

    /// How many threads each takes, where all processes of this machine together have so many.
    default int threads(int workers) {
        int local =
                switch (this) {
                    case Alone() -> 1;
                    case Started started -> started.nodes().on(started.nodes().hosts().getFirst());
                    case Given given -> given.place().local();
                };
        return Math.max(1, workers / local);
    }

    /// Trains every weight, with all of them.
    ///
    /// @param weights updated in place; stay the caller's and outlive the learner
    /// @param workers threads of all processes on this machine
    /// @param logs folder for what the processes say that this one starts
    /// @throws ai.inhouse.base.InhouseException if they cannot be started or do not come
    default Learner learner(Weights weights, Precision precision, int workers, Path logs) {
        int threads = threads(workers);
        return switch (this) {
            case Alone() -> Learners.full(weights, precision, threads);
            case Started started ->
                    new Launch(started.nodes(), started.environment(), logs)
                            .learner(weights, precision, threads);
            case Given(Place place) -> {
                ProcessGroup group = place.join();
                yield DistributedLearner.begin(group, weights, precision, threads, Crew.NONE);
            }
        };
    }
}
