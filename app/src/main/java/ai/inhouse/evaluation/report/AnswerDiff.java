package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.report.Dashboard.Changed;
import ai.inhouse.evaluation.report.Dashboard.Diff;

/// What two versions answered, side by side, where it differs.
final class AnswerDiff {
    private AnswerDiff() {}

    static Html of(Diff diff) {
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
        return section;
    }
}
