package ai.inhouse.alignment.agreement;

import ai.inhouse.alignment.agreement.AgreementReport.ModelStrength;
import ai.inhouse.alignment.agreement.BradleyTerry.Comparison;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue.Discussed;
import ai.inhouse.alignment.review.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Which models' answers people prefer, from choices and rankings in which answers of several
/// models met, with careful reviewers counting for more.
final class ModelStrengths {
    private final List<String> models;
    private final List<String> reviewers;
    private final List<Comparison> comparisons = new ArrayList<>();

    private ModelStrengths(List<Discussed> discussed) {
        TreeSet<String> models = new TreeSet<>();
        TreeSet<String> reviewers = new TreeSet<>();
        for (Discussed item : discussed) {
            item.item().answers().forEach(answer -> models.add(answer.model()));
            reviewers.addAll(item.judgements().keySet());
        }
        this.models = List.copyOf(models);
        this.reviewers = List.copyOf(reviewers);
        discussed.forEach(
                item ->
                        item.judgements()
                                .forEach((who, j) -> compare(item.item(), who, j.verdict())));
    }

    /// The strongest first; empty where no two models met.
    static List<ModelStrength> of(List<Discussed> discussed) {
        ModelStrengths strengths = new ModelStrengths(discussed);
        return strengths.comparisons.isEmpty() ? List.of() : strengths.fitted();
    }

    private void compare(ReviewItem item, String who, Verdict verdict) {
        List<Integer> order =
                switch (verdict) {
                    case Verdict.Choice choice -> List.of(choice.better(), 1 - choice.better());
                    case Verdict.Ranking ranking -> ranking.order();
                    case Verdict.Tie _, Verdict.Thumb _, Verdict.Scores _, Verdict.Skip _ ->
                            List.<Integer>of();
                };
        for (int i = 0; i < order.size(); i++) {
            for (int j = i + 1; j < order.size(); j++) {
                int winner = models.indexOf(item.answers().get(order.get(i)).model());
                int loser = models.indexOf(item.answers().get(order.get(j)).model());
                if (winner != loser) {
                    comparisons.add(new Comparison(reviewers.indexOf(who), winner, loser));
                }
            }
        }
    }

    private List<ModelStrength> fitted() {
        BradleyTerry fitted = BradleyTerry.fit(comparisons, models.size(), reviewers.size());
        List<ModelStrength> strengths = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            double wins = 0;
            for (int other = 0; other < models.size(); other++) {
                wins += other == m ? 0 : fitted.wins(m, other);
            }
            int model = m;
            int met =
                    (int)
                            comparisons.stream()
                                    .filter(c -> c.winner() == model || c.loser() == model)
                                    .count();
            if (met > 0) {
                strengths.add(new ModelStrength(models.get(m), wins / (models.size() - 1), met));
            }
        }
        strengths.sort(Comparator.comparingDouble(ModelStrength::winRate).reversed());
        return strengths;
    }
}
