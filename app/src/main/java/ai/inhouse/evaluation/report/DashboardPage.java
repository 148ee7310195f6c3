package ai.inhouse.evaluation.report;

import ai.inhouse.alignment.agreement.AgreementReport;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// A dashboard as one HTML page that needs no other file, no script and no network.
public final class DashboardPage {
    private final Dashboard dashboard;

    private DashboardPage(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    /// The same dashboard gives the same page, byte for byte.
    public static String render(Dashboard dashboard) {
        String title = dashboard.title() + ": dashboard";
        return ReportPage.document(title, new DashboardPage(dashboard).main());
    }

    private Html main() {
        Html main =
                Html.of("main")
                        .add(
                                Html.of("header")
                                        .add(
                                                Html.of("p", "overline", "Dashboard"),
                                                Html.of("h1").text(dashboard.title())));
        reviews(main);
        agreement(main);
        if (!dashboard.matches().isEmpty()) {
            main.add(MatchTable.of(dashboard.matches()));
        }
        rewards(main);
        versions(main);
        dashboard.diff().ifPresent(diff -> main.add(AnswerDiff.of(diff)));
        return main;
    }

    private static void nothing(Html main, String title, String why) {
        main.add(ReportPage.section(title, Html.of("p", "meaning", why)));
    }

    private void reviews(Html main) {
        String title = "Reviews by day";
        if (dashboard.days().isEmpty()) {
            nothing(main, title, "Nobody has reviewed yet.");
        } else {
            main.add(ReportPage.section(title, DashboardPlots.days(dashboard.days())));
        }
    }

    private void agreement(Html main) {
        List<AgreementReport.Question> questions = dashboard.agreement().questions();
        if (questions.isEmpty()) {
            return;
        }
        Html table = Tables.headed("Question", "Measure", "Value", "95%");
        Html body = Html.of("tbody");
        for (AgreementReport.Question question : questions) {
            for (AgreementReport.Measure measure : question.measures()) {
                body.add(
                        Tables.row(
                                question.title(),
                                measure.name().replace('_', ' '),
                                measure.undefined().orElseGet(() -> figure(measure.value())),
                                measure.low().isPresent()
                                        ? figure(measure.low()) + " to " + figure(measure.high())
                                        : "–"));
            }
        }
        main.add(
                ReportPage.section(
                        "How far reviewers agree",
                        ReportPage.scrollable("Agreement", table.add(body))));
    }

    private static String figure(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "–";
    }

    private void rewards(Html main) {
        if (dashboard.curves().isEmpty()) {
            return;
        }
        main.add(
                ReportPage.section(
                        "Reward against divergence",
                        Html.of(
                                "p",
                                "lead",
                                "Reward that is bought with much divergence is bought dearly:"
                                        + " the model leaves what it was."),
                        DashboardPlots.rewards(dashboard.curves()),
                        DashboardPlots.legend(
                                dashboard.curves().stream().map(Dashboard.Curve::run).toList())));
    }

    private void versions(Html main) {
        if (dashboard.versions().isEmpty()) {
            nothing(main, "Versions", "No model was evaluated yet.");
        } else {
            main.addAll(VersionTables.of(dashboard.versions()));
        }
    }
}
