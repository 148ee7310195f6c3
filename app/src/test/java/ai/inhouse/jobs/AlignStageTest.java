package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
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
