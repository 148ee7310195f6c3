package ai.inhouse.alignment.reward;

import java.util.List;

/// What a reward model makes of an answer.
///
/// @param model stays the caller's
/// @param perToken what is taken off for each of the answer's tokens, so that length earns nothing
public record ModelReward(RewardModel model, double perToken) implements Reward {
    @Override
    public String name() {
        return "model";
    }

    @Override
    public double[] of(List<Answer> answers) {
        double[] scores =
                model.scores(
                        answers.stream()
                                .map(a -> model.encode(a.asked().messages(), a.text()))
                                .toList());
        for (int i = 0; i < scores.length; i++) {
            scores[i] -= perToken * answers.get(i).tokens();
        }
        return scores;
    }
}
