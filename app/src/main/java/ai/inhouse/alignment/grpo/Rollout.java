package ai.inhouse.alignment.grpo;

import ai.inhouse.alignment.Completions;
import ai.inhouse.alignment.grpo.Writer.Written;
import ai.inhouse.model.Batch;
import ai.inhouse.tokens.Chat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The answers of one step, cut into parts of similar length that are learned from one by one.
final class Rollout {
    private final long step;
    private final Map<String, Double> figures;
    private final List<Part> parts;
    private final double tokens;
    private double kl;
    private int passesLeft;

    /// @param figures of the answers as a whole
    /// @param passes that will be made over the parts
    Rollout(long step, Map<String, Double> figures, List<Part> parts, int passes) {
        this.step = step;
        this.figures = figures;
        this.parts = parts;
        this.tokens = parts.stream().mapToDouble(part -> part.rows().weightSum()).sum();
        this.passesLeft = passes;
    }

    /// Cuts answers into parts, those of similar length together.
    ///
    /// @param prompts one for each answer
    /// @param advantages one for each answer
    /// @param count how many parts
    static List<Part> parts(
            List<int[]> prompts,
            List<Written> written,
            double[] advantages,
            int count,
            int padding) {
        List<Chat.Encoded> rows = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            rows.add(row(prompts.get(i), written.get(i).ids()));
        }
        List<Integer> byLength =
                IntStream.range(0, rows.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> rows.get(i).ids().length))
                        .toList();
        int each = Math.ceilDiv(rows.size(), count);
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = Math.min(rows.size(), part * each);
            List<Integer> items = byLength.subList(from, Math.min(rows.size(), from + each));
            parts.add(
                    new Part(
                            Completions.batch(items.stream().map(rows::get).toList(), padding),
                            items.stream().mapToDouble(i -> advantages[i]).toArray(),
                            new Before()));
        }
        return parts;
    }

    private static Chat.Encoded row(int[] prompt, int[] answer) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        boolean[] counted = new boolean[ids.length];
        Arrays.fill(counted, prompt.length, ids.length, true);
        return new Chat.Encoded(ids, counted);
    }

    /// Some of the answers.
    ///
    /// @param rows weight 1 at the answers' tokens
    /// @param advantages one for each row
    record Part(Batch rows, double[] advantages, Before before) {
        double advantage(int position) {
            return advantages[position / rows.length()];
        }
    }

    /// What is known of a part's tokens from the first time that it is learned from, when the
    /// policy is still the one that wrote them.
    static final class Before {
        private float[] policy = {};
        private float[] reference = {};

        boolean isKnown() {
            return policy.length > 0;
        }

        /// @param policy log p of each target
        /// @param reference the same under the frozen reference
        void learn(float[] policy, float[] reference) {
            this.policy = policy;
            this.reference = reference;
        }

        double policy(int position) {
            return policy[position];
        }

        double reference(int position) {
            return reference[position];
        }
    }

    boolean isOf(long wanted) {
        return step == wanted;
    }

    Part part(int micro) {
        return parts.get(micro);
    }

    Map<String, Double> figures() {
        return figures;
    }

    /// Tokens of all answers.
    double tokens() {
        return tokens;
    }

    void addKl(double nats) {
        kl += nats;
    }

    /// Ends a pass over all parts.
    ///
    /// @return the mean divergence in it, in nats a token
    double endPass() {
        double mean = kl / tokens;
        kl = 0;
        passesLeft--;
        return mean;
    }

    boolean isOver() {
        return passesLeft == 0;
    }
}
