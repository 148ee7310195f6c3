package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.Completions;
import ai.inhouse.model.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Some of a step's answers, to be learned from together.
///
/// @param rows weight 1 at the answers' tokens
/// @param answers which answer each row is
public record AnswerRows(Batch rows, int[] answers) {
    /// Cuts answers into parts, those of similar length together; the last ones may be empty.
    ///
    /// @param count how many parts
    public static List<AnswerRows> cut(Rollout rollout, int[] answers, int count, int padding) {
        int[] byLength =
                Arrays.stream(answers)
                        .boxed()
                        .sorted(Comparator.comparingInt(rollout::rowLength))
                        .mapToInt(i -> i)
                        .toArray();
        int each = Math.ceilDiv(byLength.length, count);
        List<AnswerRows> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = Math.min(byLength.length, part * each);
            int to = Math.min(byLength.length, from + each);
            parts.add(of(rollout, Arrays.copyOfRange(byLength, from, to), padding));
        }
        return parts;
    }

    /// All answers.
    public static List<AnswerRows> cut(Rollout rollout, int count, int padding) {
        return cut(rollout, IntStream.range(0, rollout.answers()).toArray(), count, padding);
    }

    public static AnswerRows of(Rollout rollout, int[] answers, int padding) {
        return new AnswerRows(
                Completions.batch(Arrays.stream(answers).mapToObj(rollout::row).toList(), padding),
                answers);
    }

    /// Tokens of answers.
    public double tokens() {
        return rows.weightSum();
    }

    /// Positions that are computed, padding included.
    public long computed() {
        return (long) rows.rows() * rows.length();
    }

    public boolean counts(int position) {
        return rows.weights()[position] != 0;
    }

    /// The row that a position lies in.
    public int row(int position) {
        return position / rows.length();
    }
}
