package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.reward.Rewards;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Always the same answers, each worth what the test says, for objectives whose losses are worked
/// out by hand.
public final class FixedAnswers {
    private FixedAnswers() {}

    public static Rollouts rollouts(RolloutSettings settings, int[][] answers, double... worth) {
        return new Rollouts(
                settings,
                (prompts, most, temperature, seed) ->
                        Arrays.stream(answers).map(ids -> new Writer.Written(ids, true)).toList(),
                Arrays::toString,
                new Rewards(List.of(new Rewards.Term(new Worth(worth), 1))),
                0);
    }

    /// A step's one micro-batch, of the same prompt so many times.
    public static RolloutBatch batch(int times, int... prompt) {
        EncodedPrompt encoded = new EncodedPrompt(new AskedPrompt(List.of(), Map.of()), prompt);
        return new RolloutBatch(1, 0, 1, Collections.nCopies(times, encoded), 1);
    }

    private record Worth(double[] values) implements Reward {
        @Override
        public String name() {
            return "worth";
        }

        @Override
        public double[] of(List<Answer> answers) {
            return values.clone();
        }
    }
}
