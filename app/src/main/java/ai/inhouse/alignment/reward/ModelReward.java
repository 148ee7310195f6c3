package ai.inhouse.alignment.reward;

import java.util.List;

/// What a reward model makes of an answer.
///
/// @param model stays the caller's
public record ModelReward(RewardModel model) implements Reward {
    @Override
    public String name() {
        return "model";
    }

    @Override
    public double[] of(List<Answer> answers) {
        return model.scores(
                answers.stream().map(a -> model.encode(a.asked().messages(), a.text())).toList());
    }
}
