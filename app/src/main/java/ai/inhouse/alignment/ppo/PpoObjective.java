package ai.inhouse.alignment.ppo;

import ai.inhouse.alignment.rollout.AnswerRows;
import ai.inhouse.alignment.rollout.ClippedGain;
import ai.inhouse.alignment.rollout.Divergences;
import ai.inhouse.alignment.rollout.OfStep;
import ai.inhouse.alignment.rollout.Rollout;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.alignment.rollout.StepParts;
import ai.inhouse.alignment.rollout.TokenSums;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Proximal policy optimization of a language model (Schulman et al. 2017; Ziegler et al. 2019;
/// Stiennon et al. 2020). At the first batch of a step the policy answers the step's prompts, and
/// policy, reference and value model read the answers: all are judged before any is learned from,
/// since advantages are whitened over the step. Then [ClippedGain] teaches the policy and
/// [ValueLoss] the value model; both are means over the step's tokens.
public final class PpoObjective implements Objective<RolloutBatch> {
    private static final double EPSILON = 1e-8;

    private final Rollouts rollouts;
    private final PpoSettings settings;
    private final ActorCritic model;
    private final Optional<Learner> reference;
    private final ClippedGain gain;
    private final ValueLoss valueLoss;
    private final OfStep<Step> current = new OfStep<>();

    /// @param model the learner in training
    /// @param reference the policy as it was, never stepped; absent: how far it moves is neither
    ///   priced nor known
    public PpoObjective(
            Rollouts rollouts,
            PpoSettings settings,
            ActorCritic model,
            Optional<Learner> reference) {
        if (reference.isEmpty() && settings.klWeight() > 0) {
            throw new IllegalArgumentException("a divergence from nothing has no price");
        }
        this.rollouts = rollouts;
        this.settings = settings;
        this.model = model;
        this.reference = reference;
        this.gain = new ClippedGain(settings.clip());
        this.valueLoss = new ValueLoss(settings.valueClip());
    }

    /// @param figures of what the models made of the answers
    private record Step(StepParts<PpoPart> parts, Map<String, Double> figures) {}

    @Override
    public Outcome learn(Learner learner, RolloutBatch batch) {
        Step step = current.of(batch.step(), () -> begin(learner, batch));
        PpoPart part = step.parts().part(batch.micro());
        Outcome outcome = Outcome.NOTHING;
        if (part.rows().answers().length > 0) {
            outcome = policy(learner, step.parts(), part).plus(value(learner, step.parts(), part));
        }
        if (batch.isFirst()) {
            outcome = outcome.plus(new Outcome(0, 0, step.parts().rollout().figures()));
            outcome = outcome.plus(new Outcome(0, 0, step.figures()));
        }
        if (batch.isLast() && reference.isPresent()) {
            Optional<String> harm = step.parts().endPass(settings.klLimit());
            harm.ifPresent(_ -> current.forget());
            outcome = outcome.harmedBy(harm);
        }
        return outcome;
    }

    private Step begin(Learner learner, RolloutBatch batch) {
        Rollout rollout = rollouts.of(batch);
        double klWeight = model.control().weight();
        List<PpoPart> parts = new ArrayList<>();
        double tokens = 0;
        double kl = 0;
        for (AnswerRows rows : AnswerRows.cut(rollout, batch.micros(), rollouts.padding())) {
            PpoPart part = PpoPart.of(rows, learner, reference);
            part.judge(rollout, klWeight, settings);
            parts.add(part);
            tokens += rows.tokens();
            kl += part.kl();
        }
        Map<String, Double> figures = new HashMap<>();
        figures.put("explained_variance", explained(parts));
        if (reference.isPresent()) {
            figures.put("kl_weight", klWeight);
            model.control().saw(kl / tokens);
        }
        whiten(parts, tokens);
        return new Step(new StepParts<>(rollout, parts, tokens), figures);
    }

    /// The share of the returns' variance that the values foresaw; 0 where there is none.
    private static double explained(List<PpoPart> parts) {
        double n = 0;
        double returned = 0;
        double missed = 0;
        double returnedSquares = 0;
        double missedSquares = 0;
        for (PpoPart part : parts) {
            for (int i = 0; i < part.returns().length; i++) {
                if (part.rows().counts(i)) {
                    double return_ = part.returns()[i];
                    double miss = return_ - part.values()[i];
                    n++;
                    returned += return_;
                    missed += miss;
                    returnedSquares += return_ * return_;
                    missedSquares += miss * miss;
                }
            }
        }
        double variance = returnedSquares / n - returned / n * (returned / n);
        double left = missedSquares / n - missed / n * (missed / n);
        return variance > EPSILON ? 1 - left / variance : 0;
    }

    /// Moves the step's advantages to a mean of 0 and a deviation of 1.
    private static void whiten(List<PpoPart> parts, double tokens) {
        double sum = 0;
        double squares = 0;
        for (PpoPart part : parts) {
            for (double advantage : part.advantages()) {
                sum += advantage;
                squares += advantage * advantage;
            }
        }
        double mean = sum / tokens;
        double deviation = Math.sqrt(Math.max(0, squares / tokens - mean * mean));
        for (PpoPart part : parts) {
            for (int i = 0; i < part.advantages().length; i++) {
                if (part.rows().counts(i)) {
                    part.advantages()[i] = (part.advantages()[i] - mean) / (deviation + EPSILON);
                }
            }
        }
    }

    private Outcome policy(Learner learner, StepParts<PpoPart> step, PpoPart part) {
        float[] now = learner.forward(part.rows().rows());
        float[] weights = new float[now.length];
        double gained = 0;
        TokenSums sums = new TokenSums();
        for (int i = 0; i < now.length; i++) {
            if (part.rows().counts(i)) {
                ClippedGain.Value value = gain.at(now[i], part.policy()[i], part.advantages()[i]);
                // The loss is minus the gain, and the backward pass takes the weights of -log p.
                weights[i] = (float) (value.slope() / step.tokens());
                gained += value.gain();
                double kl = Divergences.k3(now[i], part.reference()[i]);
                sums.add(now[i], kl, value.clipped());
            }
        }
        learner.backward(weights);
        Map<String, Double> figures = step.figures(sums, reference.isPresent());
        figures.put("policy_loss", -gained / step.tokens());
        return new Outcome(-gained / step.tokens(), part.rows().computed(), figures);
    }

    private Outcome value(Learner learner, StepParts<PpoPart> step, PpoPart part) {
        float[] now = learner.forwardScores(part.rows().rows());
        float[] weights = new float[now.length];
        double lost = 0;
        for (int i = 0; i < now.length; i++) {
            if (part.rows().counts(i)) {
                ValueLoss.Value value = valueLoss.at(now[i], part.values()[i], part.returns()[i]);
                weights[i] = (float) (value.slope() / step.tokens());
                lost += value.loss();
            }
        }
        learner.backwardScores(weights);
        double mean = lost / step.tokens();
        return new Outcome(mean, part.rows().computed(), Map.of("value_loss", mean));
    }
}
