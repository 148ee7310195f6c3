package ai.inhouse.alignment.grpo;

import ai.inhouse.alignment.rollout.AnswerRows;
import ai.inhouse.alignment.rollout.GroupAdvantages;
import ai.inhouse.alignment.rollout.OfStep;
import ai.inhouse.alignment.rollout.Rollout;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.alignment.rollout.StepParts;
import ai.inhouse.alignment.rollout.TokenSums;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Group relative policy optimization (Shao et al. 2024, DeepSeekMath). At the first batch of a
/// step the policy answers the step's prompts; then [GrpoLoss] is summed over the answers' tokens
/// and divided by how many tokens all the step's answers have together, so that each token counts
/// alike (TRL's `loss_type: dapo`; the paper's mean over each answer would let long answers dilute
/// what they are punished for).
///
/// The first pass over a step's answers has ratios of 1: the policy is the one that wrote them.
public final class GrpoObjective implements Objective<RolloutBatch> {
    private final Rollouts rollouts;
    private final Optional<Learner> reference;
    private final GrpoSettings settings;
    private final GrpoLoss loss;
    private final OfStep<StepParts<Part>> current = new OfStep<>();

    /// @param reference the model as it was, never stepped; another one than is trained. Absent:
    ///   how far the policy moves is neither priced nor known
    public GrpoObjective(Rollouts rollouts, GrpoSettings settings, Optional<Learner> reference) {
        if (rollouts.settings().samples() < 2) {
            throw new IllegalArgumentException("a group of one answer");
        }
        if (reference.isEmpty() && settings.klWeight() > 0) {
            throw new IllegalArgumentException("a divergence from nothing has no price");
        }
        this.rollouts = rollouts;
        this.reference = reference;
        this.settings = settings;
        this.loss = new GrpoLoss(settings.clip(), settings.klWeight());
    }

    /// Some of the answers, and what is known of their tokens from the first time that they are
    /// learned from, when the policy is still the one that wrote them.
    private static final class Part {
        private final AnswerRows rows;
        private final double[] advantages;
        private float[] before = {};
        private float[] anchor = {};

        /// @param advantages one for each answer of the step
        Part(AnswerRows rows, double[] advantages) {
            this.rows = rows;
            this.advantages = advantages;
        }

        double advantage(int position) {
            return advantages[rows.answers()[rows.row(position)]];
        }
    }

    @Override
    public Outcome learn(Learner learner, RolloutBatch batch) {
        StepParts<Part> step = current.of(batch.step(), () -> begin(batch));
        Part part = step.part(batch.micro());
        Outcome outcome = Outcome.NOTHING;
        if (part.rows.rows().rows() > 0) {
            outcome = learn(learner, step, part);
        }
        if (batch.isFirst()) {
            outcome = outcome.plus(new Outcome(0, 0, step.rollout().figures()));
        }
        if (batch.isLast() && reference.isPresent()) {
            Optional<String> harm = step.endPass(settings.klLimit());
            harm.ifPresent(_ -> current.forget());
            outcome = outcome.harmedBy(harm);
        }
        return outcome;
    }

    private StepParts<Part> begin(RolloutBatch batch) {
        Rollout rollout = rollouts.of(batch);
        double[] advantages =
                GroupAdvantages.of(rollout.earned(), rollout.samples(), settings.scaled()).values();
        List<Part> parts = new ArrayList<>();
        double tokens = 0;
        for (AnswerRows rows : AnswerRows.cut(rollout, batch.micros(), rollouts.padding())) {
            parts.add(new Part(rows, advantages));
            tokens += rows.tokens();
        }
        return new StepParts<>(rollout, parts, tokens);
    }

    private Outcome learn(Learner learner, StepParts<Part> step, Part part) {
        AnswerRows rows = part.rows;
        float[] now = learner.forward(rows.rows());
        if (part.before.length == 0) {
            part.before = now;
            part.anchor = reference.map(r -> r.logProbabilities(rows.rows())).orElse(now);
        }
        float[] weights = new float[now.length];
        double lost = 0;
        TokenSums sums = new TokenSums();
        for (int i = 0; i < now.length; i++) {
            if (rows.counts(i)) {
                double anchor = reference.isPresent() ? part.anchor[i] : now[i];
                GrpoLoss.Value value = loss.at(now[i], part.before[i], anchor, part.advantage(i));
                // The backward pass takes the weights of -log p, hence the sign.
                weights[i] = (float) (-value.slope() / step.tokens());
                lost += value.loss();
                sums.add(now[i], value.kl(), value.clipped());
            }
        }
        learner.backward(weights);
        return new Outcome(
                lost / step.tokens(), rows.computed(), step.figures(sums, reference.isPresent()));
    }
}
