package ai.inhouse.training;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import java.util.Map;

/// The next token's negative log-likelihood in nats, weighted as the batch says: for pretraining
/// and, with weights on the assistant's tokens alone, for tuning.
public record CrossEntropy() implements Objective<Batch> {
    @Override
    public Outcome learn(Learner learner, Batch batch) {
        double loss = learner.lossAndGradient(batch);
        return new Outcome(loss, (long) batch.rows() * batch.length(), Map.of());
    }
}
