package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Item;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a model said before and after, beside what was expected. Rows are taken at even distances,
/// so that nobody picks the pretty ones; the rest can be unfolded.
final class AnswerTable {
    private static final int SHOWN = 8;
    private static final int LONGEST = 280;

    private final List<Stage> stages;
    private final List<Map<String, Item.Sample>> samples;
    private final List<Item> items;

    private AnswerTable(List<Stage> stages, String measure) {
        this.stages = stages;
        this.samples = stages.stream().map(stage -> samples(stage, measure)).toList();
        this.items = stages.getLast().measurement(measure).orElseThrow().items();
    }

    /// The first and the last stage that were asked; empty where there is nothing to read.
    static Optional<Html> of(EvaluationReport report, Measure measure) {
        List<Stage> asked =
                report.stages().stream()
                        .filter(stage -> !samples(stage, measure.name()).isEmpty())
                        .toList();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        List<Stage> shown = asked.size() == 1 ? asked : List.of(asked.getFirst(), asked.getLast());
        return Optional.of(new AnswerTable(shown, measure.name()).draw(measure));
    }

    private static Map<String, Item.Sample> samples(Stage stage, String measure) {
        Map<String, Item.Sample> samples = new HashMap<>();
        for (Item item : stage.measurement(measure).map(Measurement::items).orElse(List.of())) {
            item.sample().ifPresent(sample -> samples.put(item.id(), sample));
        }
        return samples;
    }

    private Html draw(Measure measure) {
        List<Item> shown = new ArrayList<>();
        List<Item> folded = new ArrayList<>();
        int step = Math.max(1, Math.ceilDiv(items.size(), SHOWN));
        for (int i = 0; i < items.size(); i++) {
            (i % step == 0 ? shown : folded).add(items.get(i));
        }
        Html block = Html.of("div").attr("class", "answers");
        block.add(Html.of("h3").text(measure.title()));
        block.add(table(measure.title() + ": answers at even distances", shown));
        if (!folded.isEmpty()) {
            block.add(
                    Html.of("details")
                            .add(
                                    Html.of("summary").text("The other " + folded.size()),
                                    table(measure.title() + ": the other answers", folded)));
        }
        return block;
    }

    private Html table(String label, List<Item> rows) {
        List<String> titles = new ArrayList<>(List.of("Asked", "Expected"));
        stages.forEach(stage -> titles.add(stage.title()));
        Html body = Html.of("tbody");
        rows.forEach(item -> item.sample().ifPresent(s -> body.add(row(item.id(), s))));
        Html table = Tables.headed(titles).attr("aria-label", label).add(body);
        return ReportPage.scrollable(label, table);
    }

    private Html row(String id, Item.Sample asked) {
        Html row =
                Html.of("tr")
                        .add(
                                Html.of("th").attr("scope", "row").text(cut(asked.prompt())),
                                Html.of("td", "expected", cut(asked.expected())));
        for (Map<String, Item.Sample> said : samples) {
            Item.Sample sample = said.get(id);
            row.add(sample == null ? Html.of("td") : answer(sample));
        }
        return row;
    }

    private static Html answer(Item.Sample sample) {
        Html mark =
                Html.of(
                        "span",
                        sample.right() ? "mark good" : "mark bad",
                        (sample.right() ? "✓ " : "✗ ") + sample.judged());
        String text = sample.answer().isEmpty() ? "(no answer)" : cut(sample.answer());
        return Html.of("td").add(mark, Html.of("span", "said", text));
    }

    /// Never in the middle of a character.
    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + " …";
    }
}
