package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Alignment by the several shapes of preferences, on a model that was only pretrained.
class AlignStageTest {
    private static final String MORE =
            "  align: 4 epochs\npreferences: [ratings.jsonl, pairs.jsonl]\n";

    @TempDir Path folder;

    @Test
    void learnsFromRatingsAndPairsAndCountsWhatIsTooLong() {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.scratchRecipe(MORE);
        StringBuilder ratings = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            ratings.append(rating(i, i % 2 == 0 ? "Yes, with pleasure." : "No.", i % 2 == 0));
        }
        ratings.append(rating(0, "Yes, and more. ".repeat(60), true));
        ratings.append("{\"prompt\": \"Hi\"}\n");
        company.write("ratings.jsonl", ratings.toString());
        company.write(
                "pairs.jsonl",
                """
                {"prompt": "May I come in?", "chosen": "Yes, please.", "rejected": "No, go."}
                {"prompt": "May I go?", "chosen": "Yes, please.", "rejected": "No, stay."}
                """);

        RecipeRun.Outcome outcome = run(company);

        assertThat(outcome.output("align", "model")).contains("tiny-aligned");
        assertThat(outcome.output("align", "validation_rating_auc").map(Double::valueOf))
                .get()
                .matches(auc -> auc > 0.5);
        assertThat(message(outcome)).contains("1 examples too long");
        assertThat(folder.resolve("workspace/runs/" + outcome.run() + "/log.txt"))
                .content()
                .containsPattern("set aside .*ratings.jsonl, line 26");
    }

    @Test
    void refusesRatingsThatAreAllGoodBeforeAnyWork() {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.scratchRecipe(MORE);
        company.write("ratings.jsonl", rating(1, "Yes.", true) + rating(2, "Yes.", true));
        company.write("pairs.jsonl", rating(3, "Yes.", true));

        assertThatThrownBy(() -> run(company))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("good and bad ratings");
    }

    @Test
    void learnsFromWhatPeopleSaidInReviews() {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.scratchRecipe("  align: 4 epochs\n");

        assertThat(message(run(company))).contains("nobody has reviewed");
        review(0, 1);
        assertThat(newReviews()).isEqualTo(1);
        assertThat(message(run(company))).contains("too few");

        review(1, 12);
        RecipeRun.Outcome outcome = run(company);
        assertThat(outcome.output("align", "model")).contains("tiny-aligned");
        assertThat(outcome.output("align", "validation_preference_accuracy")).isPresent();
        assertThat(newReviews()).isZero();

        Optional<String> weights = outcome.output("align", "weights");
        assertThat(run(company).output("align", "weights")).isEqualTo(weights);
        review(12, 14);
        assertThat(newReviews()).isEqualTo(2);
        assertThat(run(company).output("align", "weights")).isPresent().isNotEqualTo(weights);
    }

    private int newReviews() {
        try (Workspace open = Workspace.create(folder.resolve("workspace"))) {
            return NewReviews.in(open);
        }
    }

    /// Ada prefers the friendly answer.
    private void review(int from, int to) {
        try (Workspace open = Workspace.create(folder.resolve("workspace"))) {
            ReviewQueue queue = new ReviewQueue(open.database(), InstantSource.system());
            for (int i = from; i < to; i++) {
                ReviewItem item =
                        new ReviewItem(
                                ReviewItem.Kind.PAIR,
                                List.of(Message.of("user", "May I see number %d?".formatted(i))),
                                List.of(
                                        new ReviewItem.Answer("No.", "tiny"),
                                        new ReviewItem.Answer("Yes, with pleasure.", "tiny")),
                                List.of(),
                                List.of());
                queue.add(List.of(item), 1);
                Judgement judgement = Judgement.of(new Verdict.Choice(1));
                queue.rate("ada", new ReviewQueue.Submission("ada-" + i, item.id(), judgement, 1));
            }
        }
    }

    private RecipeRun.Outcome run(TinyCompany company) {
        Recipe recipe = RecipeReader.read(company.folder().resolve("inhouse.yaml"), Map.of());
        try (Workspace open = Workspace.create(folder.resolve("workspace"))) {
            return new RecipeRun(open, Progress.silent(), line -> {}, Clock.systemUTC())
                    .run(recipe, Optional.of("align"));
        }
    }

    private static String message(RecipeRun.Outcome outcome) {
        return outcome.stages().stream()
                .filter(stage -> stage.name().equals("align"))
                .map(StageRecord::message)
                .findFirst()
                .orElse("");
    }

    private static String rating(int number, String completion, boolean good) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("prompt", "May I see number %d?".formatted(number));
        line.put("completion", completion);
        line.put("label", good);
        return Json.write(line) + "\n";
    }
}
