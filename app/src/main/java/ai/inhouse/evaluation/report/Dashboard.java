package ai.inhouse.evaluation.report;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.evaluation.Comparison;
import ai.inhouse.evaluation.PolicyRate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How reviewers and models do, over time and over versions.
///
/// @param title the workspace's name
/// @param days on which somebody reviewed, in their order
/// @param matches each two models whose answers met before reviewers
/// @param versions of models that were evaluated, oldest first
/// @param curves reward against divergence, of each training that measured both
/// @param diff the answers of two versions
public record Dashboard(
        String title,
        List<Day> days,
        AgreementReport agreement,
        List<Match> matches,
        List<Version> versions,
        List<Curve> curves,
        Optional<Diff> diff) {
    public Dashboard {
        days = List.copyOf(days);
        matches = List.copyOf(matches);
        versions = List.copyOf(versions);
        curves = List.copyOf(curves);
    }

    /// @param date ISO 8601, UTC
    public record Day(String date, long reviews) {}

    /// How often one model's answer was preferred to another's.
    public record Match(String first, String second, int wins, int losses, int ties) {
        private static final double SIGNIFICANCE = 0.05;

        /// Whether chance alone would split them so, by the exact sign test; where it might, about
        /// how many choices would show a split like this.
        String verdict() {
            double p = Comparison.signTest(wins, losses);
            if (p < SIGNIFICANCE) {
                return wins > losses ? "better" : "worse";
            }
            int n = wins + losses;
            double lead = n == 0 ? 0 : (wins - losses) / (double) n;
            // Two-sided 5% and a power of 80%, of a share that differs from one half by lead / 2.
            return lead == 0
                    ? "not shown"
                    : String.format(
                            Locale.ROOT,
                            "not shown; about %,.0f choices would show it",
                            Math.ceil(Math.pow(2.8016 / lead, 2)));
        }
    }

    /// A model as it was evaluated at one time.
    ///
    /// @param policies how often each was kept; a tone is `tone-` and its word
    /// @param words of an answer, on average
    public record Version(String name, Map<String, PolicyRate> policies, OptionalDouble words) {}

    /// @param points in the order of training
    public record Curve(String run, List<Point> points) {}

    /// @param kl nats a token
    public record Point(double kl, double reward) {}

    /// @param answers that differ
    /// @param same how many do not
    public record Diff(String from, String to, List<Changed> answers, int same) {}

    public record Changed(String prompt, String before, String after) {}
}
