package ai.inhouse.alignment.reward;

import java.util.List;

/// Says what answers are worth. A higher one is better; only differences between answers to one
/// prompt count.
public interface Reward {
    /// As metrics name it, as in `json`.
    String name();

    /// One value for each answer, in their order.
    double[] of(List<Answer> answers);

    /// A rule that looks at one answer alone: from 0 to 1, which is full marks.
    interface Rule extends Reward {
        double of(Answer answer);

        @Override
        default double[] of(List<Answer> answers) {
            return answers.stream().mapToDouble(this::of).toArray();
        }
    }
}
