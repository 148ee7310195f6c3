package ai.inhouse.alignment.agreement;

import ai.inhouse.alignment.review.Criterion;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.store.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// How far the reviewers of a workspace agree: by question, by criterion and by reviewer, and which
/// model's answers they prefer. Rulings are left out: they are not independent.
public record AgreementReport(List<Question> questions, List<ModelStrength> models) {
    private static final List<Agreement> OF_NAMES =
            List.of(
                    Agreement.PERCENT,
                    Agreement.COHENS_KAPPA,
                    Agreement.FLEISS_KAPPA,
                    Agreement.KRIPPENDORFF_NOMINAL);
    private static final List<Agreement> OF_SCORES =
            List.of(
                    Agreement.PERCENT,
                    Agreement.WEIGHTED_KAPPA,
                    Agreement.KRIPPENDORFF_ORDINAL,
                    Agreement.KRIPPENDORFF_INTERVAL);

    /// More are not told apart at a glance; each takes a bootstrap of its own.
    private static final int MOST_PAIRS = 50;

    /// @param name as in `choice` or `scores_helpful`
    /// @param pairs where there are more than two reviewers, each two of them with items in common,
    ///   those with the most first
    public record Question(
            String name,
            String title,
            int items,
            int ratings,
            List<Measure> measures,
            List<Reviewer> reviewers,
            List<Pair> pairs) {}

    /// Two reviewers.
    ///
    /// @param items that both rated
    /// @param agreement Cohen's kappa; weighted for scores
    public record Pair(String first, String second, int items, Measure agreement) {}

    /// @param value empty where it has none; then `undefined` says why
    /// @param low of the 95% interval; empty where there is none
    public record Measure(
            String name,
            OptionalDouble value,
            OptionalDouble low,
            OptionalDouble high,
            Optional<String> undefined) {}

    /// @param withOthers how often the reviewer says what another says; empty if alone
    /// @param reliability how often the reviewer is right, as Dawid and Skene's model sees it;
    ///   empty where nobody can be compared
    public record Reviewer(
            String name, int ratings, OptionalDouble withOthers, OptionalDouble reliability) {}

    /// @param winRate the mean probability of being preferred to each of the others
    public record ModelStrength(String model, double winRate, int comparisons) {}

    /// Of everything that was said so far.
    public static AgreementReport of(Database database) {
        List<ReviewQueue.Discussed> discussed = ReviewQueue.discussed(database);
        Map<String, List<Map<String, Integer>>> said = new LinkedHashMap<>();
        for (ReviewQueue.Discussed item : discussed) {
            Map<String, Map<String, Integer>> answers = new TreeMap<>();
            item.judgements().forEach((reviewer, j) -> add(answers, reviewer, j.verdict()));
            answers.forEach(
                    (question, unit) ->
                            said.computeIfAbsent(
                                            question.replaceFirst("#.*", ""),
                                            _ -> new ArrayList<>())
                                    .add(unit));
        }
        List<Question> questions = new ArrayList<>();
        new TreeMap<>(said).forEach((name, units) -> questions.add(question(name, units)));
        return new AgreementReport(questions, ModelStrengths.of(discussed));
    }

    /// A ranking counts as a choice within each pair of its answers.
    private static void add(
            Map<String, Map<String, Integer>> answers, String reviewer, Verdict verdict) {
        switch (verdict) {
            case Verdict.Choice choice -> say(answers, "choice", reviewer, choice.better());
            case Verdict.Tie _ -> say(answers, "choice", reviewer, 2);
            case Verdict.Thumb thumb -> say(answers, "thumb", reviewer, thumb.up() ? 1 : 0);
            case Verdict.Scores scores ->
                    scores.scores()
                            .forEach(
                                    (criterion, score) ->
                                            say(answers, name(criterion), reviewer, score));
            case Verdict.Ranking ranking -> {
                List<Integer> order = ranking.order();
                for (int a = 0; a < order.size(); a++) {
                    for (int b = a + 1; b < order.size(); b++) {
                        int first = order.indexOf(a) < order.indexOf(b) ? 0 : 1;
                        say(answers, "ranking#%d-%d".formatted(a, b), reviewer, first);
                    }
                }
            }
            case Verdict.Skip _ -> {}
        }
    }

    private static void say(
            Map<String, Map<String, Integer>> answers, String question, String who, int what) {
        answers.computeIfAbsent(question, _ -> new TreeMap<>()).put(who, what);
    }

    private static String name(Criterion criterion) {
        return "scores_" + criterion.name().toLowerCase(Locale.ROOT);
    }

    private static Question question(String name, List<Map<String, Integer>> units) {
        RatingTable table = RatingTable.of(units);
        List<Agreement> measures = name.startsWith("scores") ? OF_SCORES : OF_NAMES;
        return new Question(
                name,
                title(name),
                units.size(),
                table.ratings(),
                measures.stream().map(measure -> measure(measure, table)).toList(),
                reviewers(table),
                pairs(table, name.startsWith("scores")));
    }

    private static List<Pair> pairs(RatingTable table, boolean scores) {
        int raters = table.raters().size();
        if (raters < 3) {
            return List.of();
        }
        List<RatingTable> tables = new ArrayList<>();
        for (int a = 0; a < raters; a++) {
            for (int b = a + 1; b < raters; b++) {
                tables.add(table.pair(a, b));
            }
        }
        Agreement agreement = scores ? Agreement.WEIGHTED_KAPPA : Agreement.COHENS_KAPPA;
        return tables.stream()
                .filter(pair -> pair.units().length > 0)
                .sorted(Comparator.comparingInt((RatingTable pair) -> -pair.units().length))
                .limit(MOST_PAIRS)
                .map(
                        pair ->
                                new Pair(
                                        pair.raters().getFirst(),
                                        pair.raters().getLast(),
                                        pair.units().length,
                                        measure(agreement, pair)))
                .toList();
    }

    private static String title(String name) {
        return switch (name) {
            case "choice" -> "The better of two answers";
            case "thumb" -> "Whether an answer is good";
            case "ranking" -> "The order of answers, pair by pair";
            default -> "Score: " + name.replace("scores_", "").replace('_', ' ');
        };
    }

    private static Measure measure(Agreement agreement, RatingTable table) {
        Coefficient value = agreement.of(table);
        Optional<Bootstrap.Interval> interval = Bootstrap.of(agreement, table);
        return new Measure(
                agreement.name().toLowerCase(Locale.ROOT),
                value.known(),
                interval.map(i -> OptionalDouble.of(i.low())).orElse(OptionalDouble.empty()),
                interval.map(i -> OptionalDouble.of(i.high())).orElse(OptionalDouble.empty()),
                value instanceof Coefficient.Undefined undefined
                        ? Optional.of(undefined.why())
                        : Optional.empty());
    }

    private static List<Reviewer> reviewers(RatingTable table) {
        boolean compared = !table.comparable().isEmpty();
        DawidSkene model = DawidSkene.fit(table);
        List<Reviewer> reviewers = new ArrayList<>();
        for (int r = 0; r < table.raters().size(); r++) {
            reviewers.add(
                    new Reviewer(
                            table.raters().get(r),
                            table.ratings(r),
                            Agreement.withOthers(table, r),
                            compared
                                    ? OptionalDouble.of(model.reliability(r))
                                    : OptionalDouble.empty()));
        }
        return reviewers;
    }
}
