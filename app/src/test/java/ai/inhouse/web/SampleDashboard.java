package ai.inhouse.web;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.alignment.review.ModelMatches.Match;
import ai.inhouse.evaluation.PolicyRate;
import ai.inhouse.evaluation.report.Dashboard;
import ai.inhouse.evaluation.report.Dashboard.Changed;
import ai.inhouse.evaluation.report.Dashboard.Curve;
import ai.inhouse.evaluation.report.Dashboard.Day;
import ai.inhouse.evaluation.report.Dashboard.Diff;
import ai.inhouse.evaluation.report.Dashboard.Point;
import ai.inhouse.evaluation.report.Dashboard.Version;
import ai.inhouse.jobs.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A dashboard with something in every part, and with text that would do harm as markup.
final class SampleDashboard {
    static final String HOSTILE = "<img src=x onerror=\"window.harmed=1\">";

    private SampleDashboard() {}

    static Dashboard of(String from, String to) {
        List<Day> days = new ArrayList<>();
        for (int i = 1; i <= 28; i++) {
            days.add(new Day("2026-11-%02d".formatted(i), 20 + (i * 37) % 61));
        }
        List<Point> climbing = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            climbing.add(new Point(0.02 * i, 1 - Math.exp(-i / 9.0)));
        }
        return new Dashboard(
                "harbour " + HOSTILE,
                days,
                new AgreementReport(
                        List.of(
                                new AgreementReport.Question(
                                        "choice",
                                        "Which is better",
                                        120,
                                        240,
                                        List.of(
                                                new AgreementReport.Measure(
                                                        "cohens_kappa",
                                                        OptionalDouble.of(0.71),
                                                        OptionalDouble.of(0.62),
                                                        OptionalDouble.of(0.8),
                                                        Optional.empty())),
                                        List.of(),
                                        List.of())),
                        List.of()),
                List.of(
                        new Match("harbour-aligned", "harbour-tuned", 61, 33, 6),
                        new Match("harbour-aligned", HOSTILE, 12, 10, 1)),
                List.of(version("harbour-tuned", 7), version("harbour-aligned", 9)),
                List.of(new Curve("2026-11-24-001", climbing)),
                Optional.of(
                        new Diff(
                                from,
                                to,
                                List.of(
                                        new Changed(
                                                "What is the casing made of? " + HOSTILE,
                                                "The casing is made of steel.",
                                                "The housing is made of bronze. " + HOSTILE)),
                                12)));
    }

    private static Version version(String name, int kept) {
        return new Version(
                name,
                Map.of(
                        "refusal-salaries",
                        rate(kept),
                        HOSTILE,
                        rate(kept - 2),
                        "tone-formal",
                        rate(kept),
                        "tone-sales",
                        rate(kept - 1),
                        "tone-technical",
                        rate(kept - 3)),
                OptionalDouble.of(20 + kept));
    }

    private static PolicyRate rate(int kept) {
        return new PolicyRate(kept, 10);
    }

    static List<Deployment> deployments() {
        return List.of(
                deployment(2, Deployment.Gates.OVERRIDDEN, List.of(HOSTILE), "Ada", HOSTILE),
                deployment(1, Deployment.Gates.HELD, List.of(), "run 1", "its gates hold"));
    }

    private static Deployment deployment(
            long number, Deployment.Gates gates, List<String> failed, String by, String reason) {
        return new Deployment(
                number,
                Deployment.Kind.DEPLOY,
                number == 2 ? "harbour-aligned" : "harbour-tuned",
                "a".repeat(64),
                Optional.empty(),
                "",
                List.of(),
                gates,
                failed,
                by,
                reason,
                OptionalLong.empty(),
                "2026-11-2%dT10:00:00Z".formatted(number));
    }
}
