package ai.inhouse.alignment.selection;

import ai.inhouse.alignment.Completions;
import ai.inhouse.alignment.DpoObjective;
import ai.inhouse.alignment.PreferenceBatch;
import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.rollout.OfStep;
import ai.inhouse.alignment.rollout.Rollout;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutBatches;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import ai.inhouse.training.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Direct preference optimization on pairs that the policy writes itself and the rewards judge (Guo
/// et al. 2024, OAIF): of each prompt's answers the one that earned most is chosen over the one
/// that earned least. Where all earned alike there is no pair.
public final class OnlineDpoObjective implements Objective<RolloutBatch> {
    private static final int PAIRS = RolloutBatches.ROWS / 2;

    private final Rollouts rollouts;
    private final DpoObjective dpo;
    private final Learner reference;
    private final OfStep<Step> current = new OfStep<>();

    /// @param reference the policy as it was, never stepped; another one than is trained
    public OnlineDpoObjective(Rollouts rollouts, PreferenceLoss loss, Learner reference) {
        if (rollouts.settings().samples() < 2) {
            throw new IllegalArgumentException("a pair of one answer");
        }
        this.rollouts = rollouts;
        this.dpo = new DpoObjective(loss);
        this.reference = reference;
    }

    /// @param parts as few as hold the pairs; may be none
    private record Step(Rollout rollout, int pairs, List<PreferenceBatch> parts) {}

    @Override
    public Outcome learn(Learner learner, RolloutBatch batch) {
        Step step = current.of(batch.step(), () -> begin(batch));
        Outcome outcome =
                batch.micro() < step.parts().size()
                        ? dpo.learn(learner, step.parts().get(batch.micro()))
                        : Outcome.NOTHING;
        if (!batch.isFirst()) {
            return outcome;
        }
        Map<String, Double> figures = new HashMap<>(step.rollout().figures());
        figures.put("pairs", (double) step.pairs());
        return outcome.plus(new Outcome(0, 0, figures));
    }

    private Step begin(RolloutBatch batch) {
        Rollout rollout = rollouts.of(batch);
        List<Extremes> pairs = new ArrayList<>();
        for (int group = 0; group < rollout.groups(); group++) {
            Extremes pair = Extremes.of(rollout, group);
            if (pair.differ(rollout)) {
                pairs.add(pair);
            }
        }
        pairs.sort(
                Comparator.comparingInt(
                        pair ->
                                Math.max(
                                        rollout.tokens(pair.best()),
                                        rollout.tokens(pair.worst()))));
        List<PreferenceBatch> parts = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += PAIRS) {
            List<Extremes> some = pairs.subList(from, Math.min(from + PAIRS, pairs.size()));
            parts.add(part(rollout, some, 1.0 / pairs.size()));
        }
        return new Step(rollout, pairs.size(), parts);
    }

    private PreferenceBatch part(Rollout rollout, List<Extremes> pairs, double share) {
        List<Chat.Encoded> answers =
                Stream.concat(
                                pairs.stream().map(Extremes::best),
                                pairs.stream().map(Extremes::worst))
                        .map(rollout::row)
                        .toList();
        Batch rows = Completions.batch(answers, rollouts.padding());
        double[] before = Completions.sums(rows, reference.logProbabilities(rows));
        return new PreferenceBatch(rows, before, share);
    }
}
