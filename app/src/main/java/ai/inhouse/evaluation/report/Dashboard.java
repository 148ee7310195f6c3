package ai.inhouse.evaluation.report;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.alignment.review.ModelMatches;
import ai.inhouse.evaluation.PolicyRate;
import java.util.List;
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
        List<ModelMatches.Match> matches,
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
