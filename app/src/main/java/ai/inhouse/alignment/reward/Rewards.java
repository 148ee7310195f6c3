package ai.inhouse.alignment.reward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All that answers are rewarded for: the weighted sum of its terms.
public final class Rewards {
    private static final double FULL = 1 - 1e-9;

    private final List<Named> terms = new ArrayList<>();

    /// @param weight negative for what is not wanted
    public record Term(Reward reward, double weight) {}

    private record Named(String name, Reward reward, double weight) {}

    /// @param terms at least one; of several of one name all but the first are numbered
    public Rewards(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("nothing is rewarded");
        }
        Set<String> taken = new HashSet<>();
        for (Term term : terms) {
            String name = term.reward().name();
            for (int number = 2; !taken.add(name); number++) {
                name = term.reward().name() + "_" + number;
            }
            this.terms.add(new Named(name, term.reward(), term.weight()));
        }
    }

    /// What answers earned.
    ///
    /// @param totals one for each answer
    /// @param means `reward`, `reward_<term>` before its weight, and for rules
    ///   `reward_<term>_full`, the share of answers with full marks
    public record Earned(double[] totals, Map<String, Double> means) {}

    /// @param answers at least one
    public Earned earned(List<Answer> answers) {
        double[] totals = new double[answers.size()];
        Map<String, Double> means = new LinkedHashMap<>();
        for (Named term : terms) {
            double[] values = term.reward().of(answers);
            double sum = 0;
            double full = 0;
            for (int i = 0; i < totals.length; i++) {
                totals[i] += term.weight() * values[i];
                sum += values[i];
                full += values[i] >= FULL ? 1 : 0;
            }
            means.put("reward_" + term.name(), sum / totals.length);
            if (term.reward() instanceof Reward.Rule) {
                means.put("reward_" + term.name() + "_full", full / totals.length);
            }
        }
        double sum = 0;
        for (double total : totals) {
            sum += total;
        }
        means.put("reward", sum / totals.length);
        return new Earned(totals, means);
    }
}
