package ai.inhouse.alignment.ppo;

import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Reference;
import java.util.ArrayList;
import java.util.List;

/// A policy and the model that values its answers, trained together: log-probabilities are the
/// policy's, scores the value model's.
///
/// They are two networks. With one trunk for both, the value's error pulls on the policy's language
/// too, and how much must be weighed (Stiennon et al. 2020, section 3.4, found two to do better);
/// two can also begin from different models, and each has its own clipped gradient and rate. It
/// costs the memory of a second model in training.
public final class ActorCritic implements Learner {
    private final Learner policy;
    private final Learner critic;
    private final KlControl control;
    private final double criticRate;

    /// @param policy stays the caller's, as does `critic`
    /// @param critic has a score head
    public ActorCritic(Learner policy, Learner critic, PpoSettings settings) {
        this.policy = policy;
        this.critic = critic;
        this.control = new KlControl(settings.klWeight(), settings.klTarget());
        this.criticRate = settings.valueRate();
    }

    KlControl control() {
        return control;
    }

    @Override
    public ModelConfig config() {
        return policy.config();
    }

    @Override
    public float[] logProbabilities(Batch batch) {
        return policy.logProbabilities(batch);
    }

    @Override
    public float[] forward(Batch batch) {
        return policy.forward(batch);
    }

    @Override
    public void backward(float[] weights) {
        policy.backward(weights);
    }

    @Override
    public double lossAndGradient(Batch batch) {
        return policy.lossAndGradient(batch);
    }

    @Override
    public float[] divergences(Batch batch, Reference reference) {
        return policy.divergences(batch, reference);
    }

    @Override
    public void backwardDivergences(float[] weights) {
        policy.backwardDivergences(weights);
    }

    @Override
    public float[] scores(Batch batch) {
        return critic.scores(batch);
    }

    @Override
    public float[] forwardScores(Batch batch) {
        return critic.forwardScores(batch);
    }

    @Override
    public void backwardScores(float[] weights) {
        critic.backwardScores(weights);
    }

    @Override
    public void expectLastPass() {
        policy.expectLastPass();
        critic.expectLastPass();
    }

    @Override
    public void configure(Learning learning) {
        policy.configure(learning);
        critic.configure(learning);
    }

    /// @return the policy's norm, or the critic's where that is no number
    @Override
    public double step(OptimizerStep step) {
        double norm = policy.step(step);
        double other = critic.step(step.times(criticRate));
        return Double.isFinite(other) ? norm : other;
    }

    @Override
    public void exchangeAverage() {
        policy.exchangeAverage();
        critic.exchangeAverage();
    }

    @Override
    public List<StateTensor> state() {
        List<StateTensor> state = new ArrayList<>(policy.state());
        for (StateTensor tensor : critic.state()) {
            state.add(new StateTensor("value." + tensor.name(), tensor.shape(), tensor.memory()));
        }
        state.add(control.state());
        return state;
    }

    @Override
    public void refresh() {
        policy.refresh();
        critic.refresh();
    }

    /// Closes neither of the two.
    @Override
    public void close() {
        control.close();
    }
}
