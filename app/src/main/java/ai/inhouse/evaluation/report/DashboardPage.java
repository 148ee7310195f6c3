package ai.inhouse.evaluation.report;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.evaluation.PolicyRate;
import ai.inhouse.evaluation.report.Dashboard.Changed;
import ai.inhouse.evaluation.report.Dashboard.Diff;
import ai.inhouse.evaluation.report.Dashboard.Match;
import ai.inhouse.evaluation.report.Dashboard.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// A dashboard as one HTML page that needs no other file, no script and no network.
public final class DashboardPage {
    private static final String TONE = "tone-";
    private static final int FEWEST_AXES = 3;

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
        matches(main);
        rewards(main);
        versions(main);
        dashboard.diff().ifPresent(diff -> diff(main, diff));
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
        Html table = table("Question", "Measure", "Value", "95%");
        Html body = Html.of("tbody");
        for (AgreementReport.Question question : questions) {
            for (AgreementReport.Measure measure : question.measures()) {
                body.add(
                        row(
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

    private void matches(Html main) {
        if (dashboard.matches().isEmpty()) {
            return;
        }
        Html list = table("Model", "against", "preferred", "not", "alike", "Sign test");
        Html body = Html.of("tbody");
        for (Match m : dashboard.matches()) {
            body.add(
                    row(
                            m.first(),
                            m.second(),
                            Integer.toString(m.wins()),
                            Integer.toString(m.losses()),
                            Integer.toString(m.ties()),
                            m.verdict()));
        }
        main.add(
                ReportPage.section(
                        "Whose answers people prefer",
                        winRates(),
                        ReportPage.scrollable("Choices between models", list.add(body))));
    }

    /// Row against column.
    private Html winRates() {
        Set<String> models = new TreeSet<>();
        dashboard.matches().forEach(m -> models.addAll(List.of(m.first(), m.second())));
        List<String> head = new ArrayList<>(List.of("Share of choices won"));
        head.addAll(models);
        Html body = Html.of("tbody");
        for (String row : models) {
            Html cells = Html.of("tr").add(Html.of("th").attr("scope", "row").text(row));
            for (String column : models) {
                cells.add(
                        dashboard.matches().stream()
                                .map(m -> oriented(m, row, column))
                                .flatMap(List::stream)
                                .findFirst()
                                .map(DashboardPage::winRate)
                                .orElse(Html.of("td", "heat-0", "–")));
            }
            body.add(cells);
        }
        Html table = table(head.toArray(String[]::new)).attr("class", "matrix");
        return ReportPage.scrollable("Share of choices won, row against column", table.add(body));
    }

    private static List<Match> oriented(Match m, String row, String column) {
        if (m.first().equals(row) && m.second().equals(column)) {
            return List.of(m);
        }
        return m.first().equals(column) && m.second().equals(row)
                ? List.of(
                        new Match(
                                row,
                                column,
                                /* wins= */ m.losses(),
                                /* losses= */ m.wins(),
                                m.ties()))
                : List.of();
    }

    private static Html winRate(Match m) {
        int n = m.wins() + m.losses();
        double share = n == 0 ? 0.5 : m.wins() / (double) n;
        return Html.of(
                "td",
                "heat-" + (int) Math.round(5 * share),
                n == 0 ? "–" : String.format(Locale.ROOT, "%.0f%%", 100 * share));
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
                        legend(dashboard.curves().stream().map(Dashboard.Curve::run).toList())));
    }

    private static Html legend(List<String> names) {
        Html legend = Html.of("ul").attr("class", "legend");
        for (int i = 0; i < names.size(); i++) {
            legend.add(Html.of("li", "v" + i % DashboardPlots.COLOURS, names.get(i)));
        }
        return legend;
    }

    private void versions(Html main) {
        List<Version> versions = dashboard.versions();
        if (versions.isEmpty()) {
            nothing(main, "Versions", "No model was evaluated yet.");
            return;
        }
        Set<String> ids = new TreeSet<>();
        versions.forEach(v -> ids.addAll(v.policies().keySet()));
        List<String> policies = ids.stream().filter(id -> !id.startsWith(TONE)).toList();
        List<String> tones = ids.stream().filter(id -> id.startsWith(TONE)).toList();
        if (!policies.isEmpty()) {
            main.add(
                    ReportPage.section(
                            "Policies kept, by version", rates("Policy", policies, id -> id)));
        }
        if (!tones.isEmpty()) {
            List<String> words = tones.stream().map(id -> id.substring(TONE.length())).toList();
            Html section = ReportPage.section("Tones, by version");
            if (words.size() >= FEWEST_AXES) {
                section.add(
                        Html.of("div")
                                .attr("class", "radar")
                                .add(
                                        DashboardPlots.radar(words, versions),
                                        legend(versions.stream().map(Version::name).toList())));
            }
            main.add(section.add(rates("Tone", tones, id -> id.substring(TONE.length()))));
        }
        length(main);
    }

    private Html rates(String what, List<String> ids, Function<String, String> name) {
        List<String> head = new ArrayList<>(List.of(what));
        dashboard.versions().forEach(v -> head.add(v.name()));
        Html body = Html.of("tbody");
        for (String id : ids) {
            Html row = Html.of("tr").add(Html.of("th").attr("scope", "row").text(name.apply(id)));
            for (Version version : dashboard.versions()) {
                PolicyRate rate = version.policies().get(id);
                row.add(
                        rate == null
                                ? Html.of("td", "absent", "not measured")
                                : Html.of("td")
                                        .text(DashboardPlots.share(rate))
                                        .add(
                                                Html.of(
                                                        "small",
                                                        "note",
                                                        "%d of %d"
                                                                .formatted(
                                                                        rate.kept(),
                                                                        rate.cases()))));
            }
            body.add(row);
        }
        return ReportPage.scrollable(
                what + "s kept, by version", table(head.toArray(String[]::new)).add(body));
    }

    private void length(Html main) {
        Html body = Html.of("tbody");
        for (Version version : dashboard.versions()) {
            if (version.words().isPresent()) {
                body.add(
                        row(
                                version.name(),
                                String.format(Locale.ROOT, "%.1f", version.words().getAsDouble())));
            }
        }
        main.add(
                ReportPage.section(
                        "Length of answers, by version",
                        ReportPage.scrollable(
                                "Length of answers", table("Version", "Words").add(body))));
    }

    private static void diff(Html main, Diff diff) {
        Html section =
                ReportPage.section(
                        "Answers: %s and %s".formatted(diff.from(), diff.to()),
                        Html.of(
                                "p",
                                "lead",
                                "%d answers differ, %d are the same. Struck out: only %s said it;"
                                                .formatted(
                                                        diff.answers().size(),
                                                        diff.same(),
                                                        diff.from())
                                        + " underlined: only %s does.".formatted(diff.to())));
        for (Changed changed : diff.answers()) {
            Html words = Html.of("p").attr("class", "diff");
            for (WordDiff.Part part : WordDiff.of(changed.before(), changed.after())) {
                switch (part.kind()) {
                    case SAME -> words.text(part.words() + " ");
                    case GONE -> words.add(Html.of("del").text(part.words())).text(" ");
                    case CAME -> words.add(Html.of("ins").text(part.words())).text(" ");
                }
            }
            section.add(
                    Html.of("article")
                            .attr("class", "card changed")
                            .add(Html.of("h3").text(changed.prompt()), words));
        }
        main.add(section);
    }

    private static Html table(String... head) {
        Html row = Html.of("tr");
        for (String title : head) {
            row.add(Html.of("th").attr("scope", "col").text(title));
        }
        return Html.of("table").add(Html.of("thead").add(row));
    }

    private static Html row(String first, String... cells) {
        Html row = Html.of("tr").add(Html.of("th").attr("scope", "row").text(first));
        for (String cell : cells) {
            row.add(Html.of("td").text(cell));
        }
        return row;
    }
}
