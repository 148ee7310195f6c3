package ai.inhouse.alignment.grpo;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Group relative policy optimization (Shao et al. 2024, DeepSeekMath). At the first batch of a
/// step the policy answers the step's prompts; then [GrpoLoss] is summed over the answers' tokens
/// and divided by how many tokens all the step's answers have together, so that each token counts
/// alike (TRL's `loss_type: dapo`; the paper's mean over each answer would let long answers dilute
/// what they are punished for).
///
/// The first pass over a step's answers has ratios of 1: the policy is the one that wrote them.
public final class GrpoObjective implements Objective<GrpoBatch> {
    private final Rollouts rollouts;
    private final Learner reference;
    private final GrpoSettings settings;
    private final GrpoLoss loss;
    private @Nullable Rollout current;

    /// @param reference the model as it was, never stepped; another one than is trained
    public GrpoObjective(Rollouts rollouts, Learner reference) {
        this.rollouts = rollouts;
        this.reference = reference;
        this.settings = rollouts.settings();
        this.loss = new GrpoLoss(settings.clip(), settings.klWeight());
    }

    @Override
    public Outcome learn(Learner learner, GrpoBatch batch) {
        Rollout rollout = rollout(batch);
        Rollout.Part part = rollout.part(batch.micro());
        Outcome outcome = Outcome.NOTHING;
        if (part.rows().rows() > 0) {
            outcome = learn(learner, rollout, part);
        }
        if (batch.micro() == 0) {
            outcome = outcome.plus(new Outcome(0, 0, rollout.figures()));
        }
        if (batch.isLast()) {
            end(rollout, batch.step());
        }
        return outcome;
    }

    private Rollout rollout(GrpoBatch batch) {
        Rollout known = current;
        if (known == null || !known.isOf(batch.step())) {
            known = rollouts.of(batch);
            current = known;
        }
        return known;
    }

    private Outcome learn(Learner learner, Rollout rollout, Rollout.Part part) {
        Batch rows = part.rows();
        float[] now = learner.forward(rows);
        Rollout.Before before = part.before();
        if (!before.isKnown()) {
            before.learn(now, reference.logProbabilities(rows));
        }
        float[] weights = new float[now.length];
        double lost = 0;
        double kl = 0;
        double entropy = 0;
        double clipped = 0;
        for (int i = 0; i < now.length; i++) {
            if (rows.weights()[i] != 0) {
                GrpoLoss.Value value =
                        loss.at(now[i], before.policy(i), before.reference(i), part.advantage(i));
                // The backward pass takes the weights of -log p, hence the sign.
                weights[i] = (float) (-value.slope() / rollout.tokens());
                lost += value.loss();
                kl += value.kl();
                entropy -= now[i];
                clipped += value.clipped() ? 1 : 0;
            }
        }
        learner.backward(weights);
        rollout.addKl(kl);
        Map<String, Double> figures = new HashMap<>();
        figures.put("kl_nats", kl / rollout.tokens());
        figures.put("entropy_nats", entropy / rollout.tokens());
        figures.put("clipped", clipped / rollout.tokens());
        return new Outcome(lost / rollout.tokens(), (long) rows.rows() * rows.length(), figures);
    }

    private void end(Rollout rollout, long step) {
        double kl = rollout.endPass();
        if (rollout.isOver()) {
            current = null;
        }
        if (!(kl <= settings.klLimit())) {
            throw InhouseException.refused(
                    "aligning by GRPO",
                    "step " + step,
                    String.format(
                            Locale.ROOT,
                            "the model has run away from its reference: %.2f nats a token, and the"
                                    + " limit is %.2f",
                            kl,
                            settings.klLimit()),
                    "Give align.kl_weight a higher value or align.learning_rate a lower one. The"
                            + " last checkpoint is from before.");
        }
    }
}
