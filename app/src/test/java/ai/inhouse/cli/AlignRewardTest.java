package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A reward model from preferences, and GRPO by it and by rules, as one recipe.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlignRewardTest {
    private static final String MORE =
            """
              reward: 12 epochs
              align: 2 epochs
            preferences: preferences.jsonl
            policies: policies.yaml
            align:
              method: grpo
              prompts_per_step: 2
              samples: 4
              most_tokens: 12
              rewards:
                - {model: true}
                - {most_words: 3}
                - {policies: true, weight: 0.5}
            """;

    private Path workspace = Path.of("");
    private Path company = Path.of("");
    private Said said = new Said(0, "", "");

    @BeforeAll
    void run(@TempDir Path folder) {
        TinyCompany tiny = TinyCompany.in(folder.resolve("company"));
        company = tiny.folder();
        workspace = folder.resolve("workspace");
        said = align(tiny.scratchRecipe(MORE));
    }

    private Said align(Path recipe) {
        return Said.in(workspace, "align", "--recipe", recipe.toString(), "--json");
    }

    @Test
    void theRewardModelTellsWhatPeoplePrefer() {
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(outputs("reward").path("model").asString()).isEqualTo("tiny-reward");
        assertThat(outputs("reward").path("validation_pair_accuracy").asDouble())
                .isGreaterThan(0.9);

        String pairs = company.resolve("preferences.jsonl").toString();
        Said measured =
                Said.in(
                        workspace,
                        "align",
                        "reward",
                        "--model",
                        "tiny-reward",
                        "--preferences",
                        pairs,
                        "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.json().path("pairs").asInt()).isEqualTo(12);
        assertThat(measured.json().path("pair_accuracy").asDouble()).isGreaterThan(0.9);
        assertThat(measured.json().path("longer_is_chosen").isNumber()).isTrue();
        assertThat(measured.json().path("without_length").path("pair_accuracy").isNumber())
                .isTrue();
        assertThat(measured.json().path("reliability")).isNotEmpty();
        assertThat(measured.json().path("slices").findValuesAsString("name"))
                .contains("one question", "the longer answer chosen", "preferences.jsonl");
    }

    @Test
    void aRewardModelWritesNothingAndAWriterScoresNothing() {
        Said chat = Said.in(workspace, "chat", "--model", "tiny-reward", "--message", "Hello?");
        assertThat(chat.code()).isEqualTo(2);
        assertThat(chat.err()).contains("it is a reward model");

        Said scored =
                Said.in(
                        workspace,
                        "align",
                        "reward",
                        "--model",
                        "tiny-aligned",
                        "--preferences",
                        company.resolve("preferences.jsonl").toString());
        assertThat(scored.code()).isEqualTo(2);
        assertThat(scored.err()).contains("it has no score head");
    }

    @Test
    void grpoLogsItsRewardsAtEachStep() throws IOException {
        assertThat(outputs("align").path("model").asString()).isEqualTo("tiny-aligned");
        assertThat(outputs("align").path("validation_reward_model").isNumber()).isTrue();
        List<JsonNode> steps =
                Files.readAllLines(runFolder().resolve("metrics.jsonl")).stream()
                        .map(line -> Json.tree(line, "metrics"))
                        .filter(row -> row.path("stage").asString().equals("align"))
                        .filter(row -> row.path("step").asInt() > 0)
                        .toList();
        assertThat(steps).isNotEmpty();
        for (JsonNode step : steps) {
            for (String figure :
                    List.of("reward", "reward_model", "reward_length", "reward_policies_full")) {
                assertThat(step.path(figure).isNumber()).as(figure).isTrue();
            }
        }
    }

    @Test
    void ppoValuesAnswersByAModelThatBeginsAsTheRewardModel() throws IOException {
        String text = Files.readString(company.resolve("inhouse.yaml"));
        Path recipe =
                Files.writeString(
                        company.resolve("ppo.yaml"),
                        text.replace("method: grpo", "method: ppo\n  gold: [{most_words: 5}]")
                                .replace("model: true", "model: true, length_free: true"));
        Said aligned = align(recipe);
        assertThat(aligned.code()).as(aligned.err()).isZero();
        Path run = workspace.resolve("runs").resolve(aligned.json().path("run").asString());
        assertThat(run.resolve("log.txt"))
                .content()
                .contains("the value model begins as tiny-reward");
        assertThat(run.resolve("metrics.jsonl"))
                .content()
                .contains("explained_variance", "value_loss", "validation_gold_reward");
    }

    @Test
    void learnsPairsWithoutAskingAReference() throws IOException {
        String text = Files.readString(company.resolve("inhouse.yaml"));
        Path recipe =
                Files.writeString(
                        company.resolve("simpo.yaml"),
                        text.substring(0, text.indexOf("\nalign:"))
                                + "\nalign: {method: simpo, learning_rate: 0.001}\n");
        Said aligned = align(recipe);
        assertThat(aligned.code()).as(aligned.err()).isZero();
        Path run = workspace.resolve("runs").resolve(aligned.json().path("run").asString());
        assertThat(run.resolve("metrics.jsonl"))
                .content()
                .contains("mean_log_probability_chosen", "validation_preference_accuracy");
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files).noneMatch(file -> file.toString().contains("align-reference"));
        }
    }

    @Test
    void isNotRunAgainUnlessARewardChanges() throws IOException {
        Path recipe = company.resolve("inhouse.yaml");
        String text = Files.readString(recipe);
        // Another test may have aligned otherwise in the meantime.
        assertThat(align(recipe).code()).isZero();
        assertThat(states(align(recipe).json())).contains("reward unchanged", "align unchanged");

        Path changed =
                Files.writeString(
                        company.resolve("changed.yaml"),
                        text.replace("most_words: 3", "most_words: 4"));
        assertThat(states(align(changed).json())).contains("reward unchanged", "align done");
    }

    private static List<String> states(JsonNode outcome) {
        return outcome.path("stages")
                .valueStream()
                .map(s -> s.path("name").asString() + " " + s.path("state").asString())
                .map(state -> state.toLowerCase(Locale.ROOT))
                .toList();
    }

    private Path runFolder() {
        return workspace.resolve("runs").resolve(said.json().path("run").asString());
    }

    private JsonNode outputs(String stage) {
        return said.json()
                .path("stages")
                .valueStream()
                .filter(s -> s.path("name").asString().equals(stage))
                .findFirst()
                .orElseThrow()
                .path("outputs");
    }
}
