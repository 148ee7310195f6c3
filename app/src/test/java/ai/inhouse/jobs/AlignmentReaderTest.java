package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.reward.JsonKind;
import ai.inhouse.alignment.reward.JsonReward;
import ai.inhouse.alignment.reward.LengthReward;
import ai.inhouse.jobs.RecipeAlignment.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentReaderTest {
    private static final String BEGIN = "name: harbour\ndocuments: docs\n";

    @TempDir Path folder;

    @Test
    void learnsFromPreferencesUnlessItIsToldOtherwise() throws IOException {
        assertThat(read(BEGIN).alignment()).isEqualTo(new RecipeAlignment(0, Optional.empty()));
        assertThat(read(BEGIN + "align: {method: preferences}\n").alignment().grpo()).isEmpty();
    }

    @Test
    void readsGrpoWithAllItsRewards() throws IOException {
        Files.writeString(folder.resolve("asked.txt"), "Who?\n");
        Files.writeString(folder.resolve("policies.yaml"), "");
        Recipe recipe =
                read(
                        BEGIN
                                + """
                                policies: policies.yaml
                                reward_model: {center_rewards_coefficient: 0.01}
                                budget: {reward: 1 epochs}
                                align:
                                  method: grpo
                                  prompts: asked.txt
                                  samples: 4
                                  kl_weight: 0
                                  scale_rewards: false
                                  learning_rate: 0.001
                                  rewards:
                                    - {json: {name: string}, from_prompt: true, weight: 2}
                                    - {regex: "^A"}
                                    - {most_words: 50, weight: 0.5}
                                    - {policies: true}
                                    - {model: true}
                                    - {model: judge, weight: -1}
                                """);

        assertThat(recipe.alignment().centering()).isEqualTo(0.01);
        RecipeAlignment.Grpo grpo = recipe.alignment().grpo().orElseThrow();
        assertThat(grpo.prompts()).contains(folder.resolve("asked.txt"));
        assertThat(grpo.settings()).isEqualTo(new GrpoSettings(8, 4, 128, 0.2, 0, 5, false, 1));
        assertThat(grpo.learningRate()).hasValue(0.001);
        assertThat(grpo.rewards())
                .contains(
                        new Term.Rule(new JsonReward(Map.of("name", JsonKind.STRING), true), 2),
                        new Term.Rule(new LengthReward(50), 0.5),
                        new Term.Policies(1),
                        new Term.Model(Optional.empty(), 1),
                        new Term.Model(Optional.of("judge"), -1))
                .hasSize(6);
    }

    @Test
    void saysAllThatIsWrongWithItsLine() {
        assertThatThrownBy(
                        () ->
                                read(
                                        BEGIN
                                                + """
                                                align:
                                                  method: grpo
                                                  rewards:
                                                    - {json: {}, regex: x}
                                                    - {regex: "("}
                                                    - {policies: true}
                                                    - {model: true}
                                                """))
                .hasMessageContaining("line 3, align: grpo needs prompts")
                .hasMessageContaining("line 6, align/rewards/0: a reward has just one of json")
                .hasMessageContaining("line 7, align/rewards/1")
                .hasMessageContaining("line 8, align/rewards/2: the recipe names no policies")
                .hasMessageContaining("line 9, align/rewards/3: the recipe trains no reward model");
        assertThatThrownBy(() -> read(BEGIN + "align:\n  samples: 4\n"))
                .hasMessageContaining("line 4, align/samples: it belongs to method: grpo");
        assertThatThrownBy(() -> read(BEGIN + "align: {method: ppo}\n"))
                .hasMessageContaining("align/method");
        assertThatThrownBy(
                        () -> read(BEGIN + "align: {method: grpo, rewards: [{json: {a: date}}]}\n"))
                .hasMessageContaining("align/rewards/0/json/a");
    }

    private Recipe read(String text) throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Path file = Files.writeString(folder.resolve("inhouse.yaml"), text);
        return RecipeReader.read(file, Map.of());
    }
}
