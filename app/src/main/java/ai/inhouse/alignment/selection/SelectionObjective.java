package ai.inhouse.alignment.selection;

import ai.inhouse.alignment.rollout.AnswerRows;
import ai.inhouse.alignment.rollout.OfStep;
import ai.inhouse.alignment.rollout.Rollout;
import ai.inhouse.alignment.rollout.RolloutBatch;
import ai.inhouse.alignment.rollout.RolloutBatches;
import ai.inhouse.alignment.rollout.Rollouts;
import ai.inhouse.model.Learner;
import ai.inhouse.training.Objective;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Fine-tuning on the better of a model's own answers: at the first batch of a step the policy
/// answers the step's prompts, some answers are selected, and what is minimized is the mean
/// negative log-likelihood of their tokens. What is selected is the policy's own, so it moves
/// slowly, and no reference holds it.
public final class SelectionObjective implements Objective<RolloutBatch> {
    private final Rollouts rollouts;
    private final Selection selection;
    private final OfStep<Step> current = new OfStep<>();

    public SelectionObjective(Rollouts rollouts, Selection selection) {
        this.rollouts = rollouts;
        this.selection = selection;
    }

    /// @param parts as few as hold what was selected; may be none
    private record Step(Rollout rollout, int[] selected, List<AnswerRows> parts, double tokens) {}

    @Override
    public Outcome learn(Learner learner, RolloutBatch batch) {
        Step step = current.of(batch.step(), () -> begin(batch));
        Outcome outcome = Outcome.NOTHING;
        if (batch.micro() < step.parts().size()) {
            AnswerRows part = step.parts().get(batch.micro());
            double loss = learner.lossAndGradient(part.rows().weighted(1 / step.tokens()));
            outcome = new Outcome(loss, part.computed(), Map.of());
        }
        return batch.isFirst() ? outcome.plus(new Outcome(0, 0, figures(step))) : outcome;
    }

    private Step begin(RolloutBatch batch) {
        Rollout rollout = rollouts.of(batch);
        int[] selected = selection.of(rollout);
        int parts = Math.ceilDiv(selected.length, RolloutBatches.ROWS);
        double tokens = Arrays.stream(selected).map(rollout::tokens).sum();
        return new Step(
                rollout,
                selected,
                parts == 0
                        ? List.of()
                        : AnswerRows.cut(rollout, selected, parts, rollouts.padding()),
                tokens);
    }

    private static Map<String, Double> figures(Step step) {
        Map<String, Double> figures = new HashMap<>(step.rollout().figures());
        double[] earned = step.rollout().earned();
        figures.put("selected", (double) step.selected().length / earned.length);
        Arrays.stream(step.selected())
                .mapToDouble(answer -> earned[answer])
                .average()
                .ifPresent(mean -> figures.put("reward_selected", mean));
        return figures;
    }
}
