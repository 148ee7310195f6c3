package ai.inhouse.jobs;

import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.Precision;
import java.util.Optional;

/// A model that others are held to, if they are held to one.
record FrozenModel(Optional<LoadedModel> model, Optional<Learner> learner)
        implements AutoCloseable {
    /// @param wanted whether it is needed; otherwise nothing is read
    static FrozenModel open(StageContext context, String name, boolean wanted) {
        if (!wanted) {
            return new FrozenModel(Optional.empty(), Optional.empty());
        }
        LoadedModel loaded = context.models().load(name);
        try {
            Learner learner =
                    Learners.full(loaded.weights(), Precision.fastest(), context.workers());
            return new FrozenModel(Optional.of(loaded), Optional.of(learner));
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    @Override
    public void close() {
        learner.ifPresent(Learner::close);
        model.ifPresent(LoadedModel::close);
    }
}
