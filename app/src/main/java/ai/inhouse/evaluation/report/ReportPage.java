package ai.inhouse.evaluation.report;

import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.EvaluationReport.LossCurve;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Stage;
import ai.inhouse.evaluation.ToneAdherence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// An evaluation report as one HTML page that needs no other file, no script and no network.
public final class ReportPage {
    private static final String STYLE = "report.css";

    private final EvaluationReport report;

    private ReportPage(EvaluationReport report) {
        this.report = report;
    }

    /// The same report gives the same page, byte for byte.
    public static String render(EvaluationReport report) {
        return document(report.title() + ": evaluation", new ReportPage(report).main());
    }

    /// A whole page in our style.
    static String document(String title, Html main) {
        Html head =
                Html.of("head")
                        .add(
                                Html.of("meta").attr("charset", "utf-8"),
                                Html.of("meta")
                                        .attr("name", "viewport")
                                        .attr("content", "width=device-width, initial-scale=1"),
                                Html.of("meta")
                                        .attr("name", "color-scheme")
                                        .attr("content", "light dark"),
                                Html.of("title").text(title),
                                Html.style(styleSheet()));
        Html page = Html.of("html").attr("lang", "en").add(head, Html.of("body").add(main));
        return "<!DOCTYPE html>\n" + page + "\n";
    }

    private Html main() {
        Html main = Html.of("main").add(header());
        gates().ifPresent(main::add);
        main.add(section("What each stage gained", cards(), StageTable.of(report)));
        comparisons().ifPresent(main::add);
        policies().ifPresent(main::add);
        tone().ifPresent(main::add);
        answers().ifPresent(main::add);
        training().ifPresent(main::add);
        corpus().ifPresent(main::add);
        return main.add(footer());
    }

    private static String styleSheet() {
        try (InputStream in = ReportPage.class.getResourceAsStream(STYLE)) {
            return new String(
                    Objects.requireNonNull(in, STYLE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw InhouseException.internal(
                    "drawing the report", STYLE, e, "Install Inhouse again: a file is missing.");
        }
    }

    private Html header() {
        int failed = report.failedGates().size();
        int gates = report.gates().size();
        Html header =
                Html.of("header")
                        .add(
                                Html.of("p", "overline", "Evaluation report"),
                                Html.of("h1").text(report.title()));
        if (gates > 0) {
            String verdict =
                    failed == 0
                            ? "%s. This model may be deployed."
                                    .formatted(
                                            gates == 1
                                                    ? "The gate holds"
                                                    : "All " + gates + " gates hold")
                            : "%d of %d gates %s. This model must not be deployed."
                                    .formatted(failed, gates, failed == 1 ? "fails" : "fail");
            header.add(Html.of("p", failed == 0 ? "verdict good" : "verdict bad", verdict));
        }
        if (!report.facts().isEmpty()) {
            Html facts = Html.of("dl").attr("class", "facts");
            report.facts().forEach((name, value) -> facts.add(pair(name, value)));
            header.add(facts);
        }
        return header;
    }

    private static Html pair(String name, String value) {
        return Html.of("div").add(Html.of("dt").text(name), Html.of("dd").text(value));
    }

    static Html section(String title, Html... content) {
        return Html.of("section").add(Html.of("h2").text(title)).add(content);
    }

    /// A wide table scrolls by itself on a small screen, also by keyboard.
    static Html scrollable(String label, Html table) {
        return Html.of("div")
                .attr("class", "scroll")
                .attr("role", "region")
                .attr("aria-label", label)
                .attr("tabindex", "0")
                .add(table);
    }

    private Optional<Html> gates() {
        return report.gates().isEmpty()
                ? Optional.empty()
                : Optional.of(section("Gates", GateTable.of(report)));
    }

    private Html cards() {
        Html cards = Html.of("div").attr("class", "cards");
        report.measures().forEach(measure -> cards.add(MeasureCard.of(report, measure)));
        return cards;
    }

    private Optional<Html> comparisons() {
        return report.comparisons().isEmpty()
                ? Optional.empty()
                : Optional.of(section("Better, worse, or not shown", ComparisonTable.of(report)));
    }

    private Optional<Html> policies() {
        Html lead =
                Html.of(
                        "p",
                        "lead",
                        "Share of the cases in which a model kept a policy: refused what must be"
                                + " refused, spoke in the tone asked for, or used no word that the"
                                + " glossary or a rule on claims forbids.");
        return PolicyTable.of(report).map(table -> section("Policies", lead, table));
    }

    private Optional<Html> tone() {
        String tone = ToneAdherence.MEASURE.name();
        List<Stage> judged =
                report.stages().stream().filter(s -> s.measurement(tone).isPresent()).toList();
        if (judged.isEmpty()) {
            return Optional.empty();
        }
        List<Stage> shown =
                judged.size() == 1 ? judged : List.of(judged.getFirst(), judged.getLast());
        Html matrices = Html.of("div").attr("class", "matrices");
        shown.forEach(
                s -> matrices.add(ToneMatrix.of(s.title(), s.measurement(tone).orElseThrow())));
        return Optional.of(
                section(
                        "Tone",
                        Html.of(
                                "p",
                                "lead",
                                "Each row is a tone that was asked for, each column the tone that"
                                        + " the classifier heard, in number of answers."),
                        matrices));
    }

    private Optional<Html> answers() {
        List<Html> tables = new ArrayList<>();
        for (Measure measure : report.measures()) {
            AnswerTable.of(report, measure).ifPresent(tables::add);
        }
        Html lead =
                Html.of(
                        "p",
                        "lead",
                        "Taken at even distances from all that was asked, right or wrong, and not"
                                + " chosen by anyone.");
        return tables.isEmpty()
                ? Optional.empty()
                : Optional.of(section("Answers, before and after", lead).addAll(tables));
    }

    private Optional<Html> training() {
        Html cards = Html.of("div").attr("class", "cards");
        List<LossCurve> drawn =
                report.curves().stream().filter(curve -> !curve.training().isEmpty()).toList();
        for (LossCurve curve : drawn) {
            String legend =
                    curve.unit()
                            + " by step"
                            + (curve.heldOut().isEmpty() ? "" : "; dots: held-out text");
            cards.add(
                    Html.of("article")
                            .attr("class", "card")
                            .add(
                                    Html.of("h3").text(curve.name()),
                                    Html.of("p", "meaning", legend),
                                    LossPlot.of(curve)));
        }
        return drawn.isEmpty() ? Optional.empty() : Optional.of(section("Training", cards));
    }

    private Optional<Html> corpus() {
        if (report.corpus().isEmpty()) {
            return Optional.empty();
        }
        Html counts = Html.of("dl").attr("class", "facts");
        report.corpus()
                .forEach(
                        (name, count) ->
                                counts.add(
                                        pair(
                                                name.replace('_', ' '),
                                                String.format(Locale.ROOT, "%,d", count))));
        return Optional.of(section("Corpus", counts));
    }

    private static Html footer() {
        return Html.of("footer")
                .add(
                        Html.of("p")
                                .text(
                                        "Whiskers and ranges are 95% intervals: Wilson's for"
                                                + " shares, the bootstrap's for means. Comparisons"
                                                + " are paired, case by case. Better or worse is"
                                                + " said only where the paired bootstrap's interval"
                                                + " leaves out zero and, where fewer than 30 cases"
                                                + " differ, the exact sign test agrees."),
                        Html.of("p").text("Measured and written in house by Inhouse."));
    }
}
