package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.ReferenceFreeLoss;
import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.ppo.PpoSettings;
import ai.inhouse.alignment.reward.JsonKind;
import ai.inhouse.alignment.reward.JsonReward;
import ai.inhouse.alignment.reward.LengthReward;
import ai.inhouse.alignment.rollout.RolloutSettings;
import ai.inhouse.alignment.selection.Selection;
import ai.inhouse.jobs.RecipeAlignment.How;
import ai.inhouse.jobs.RecipeAlignment.Method;
import ai.inhouse.jobs.RecipeAlignment.RewardModelling;
import ai.inhouse.jobs.RecipeAlignment.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentReaderTest {
    private static final String BEGIN = "name: harbour\ndocuments: docs\n";

    @TempDir Path folder;

    @Test
    void learnsFromPreferencesUnlessItIsToldOtherwise() throws IOException {
        RecipeAlignment usual =
                new RecipeAlignment(
                        new RewardModelling(0, false),
                        new Method.Preferences(new PreferenceLoss.Sigmoid(0.1)),
                        OptionalDouble.empty());
        assertThat(read(BEGIN).alignment()).isEqualTo(usual);
        assertThat(read(BEGIN + "align: {method: preferences}\n").alignment()).isEqualTo(usual);
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
                                reward_model: {center_rewards_coefficient: 0.01, length_balanced: true}
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
                                    - {model: judge, weight: -1, length_free: true}
                                  gold:
                                    - {most_words: 9}
                                """);

        assertThat(recipe.alignment().rewardModel()).isEqualTo(new RewardModelling(0.01, true));
        assertThat(recipe.alignment().learningRate()).hasValue(0.001);
        Method.Rewarded grpo = recipe.alignment().rewarded().orElseThrow();
        assertThat(grpo.prompts()).contains(folder.resolve("asked.txt"));
        assertThat(grpo.rollout()).isEqualTo(new RolloutSettings(8, 4, 128, 1));
        assertThat(grpo.how()).isEqualTo(new How.Grpo(new GrpoSettings(0.2, 0, 5, false)));
        assertThat(grpo.reference()).as("without a price nothing is held beside").isFalse();
        assertThat(grpo.gold()).containsExactly(new Term.Rule(new LengthReward(9), 1));
        assertThat(grpo.rewards())
                .contains(
                        new Term.Rule(new JsonReward(Map.of("name", JsonKind.STRING), true), 2),
                        new Term.Rule(new LengthReward(50), 0.5),
                        new Term.Policies(1),
                        new Term.Model(Optional.empty(), 1, false),
                        new Term.Model(Optional.of("judge"), -1, true))
                .hasSize(6);
    }

    @Test
    void readsEachMethod() throws IOException {
        Files.writeString(folder.resolve("asked.txt"), "Who?\n");
        assertThat(method("{loss: ipo, beta: 0.3}"))
                .isEqualTo(new Method.Preferences(new PreferenceLoss.Ipo(0.3)));
        assertThat(method("{loss: robust, flipped: 0.2}"))
                .isEqualTo(new Method.Preferences(new PreferenceLoss.Robust(0.1, 0.2)));
        assertThat(method("{loss: hinge}"))
                .isEqualTo(new Method.Preferences(new PreferenceLoss.Hinge(0.1)));
        assertThat(method("{loss: length_normalized}"))
                .isEqualTo(new Method.Preferences(new PreferenceLoss.LengthNormalized(5)));
        assertThat(method("{method: orpo}"))
                .isEqualTo(new Method.ReferenceFree(new ReferenceFreeLoss.OddsRatio(0.1)));
        assertThat(method("{method: simpo, margin: 0.5}"))
                .isEqualTo(new Method.ReferenceFree(new ReferenceFreeLoss.Simple(2, 0.5)));
        assertThat(how("ppo, samples: 1, kl_target: 0.1"))
                .isEqualTo(
                        new How.Ppo(
                                new PpoSettings(
                                        0.2, 0.2, 1, 0.95, 0.04, OptionalDouble.of(0.1), 5, 1)));
        assertThat(how("best_of_n")).isEqualTo(new How.Imitate(new Selection.Best()));
        assertThat(how("rejection, least_reward: 0.8"))
                .isEqualTo(new How.Imitate(new Selection.Enough(0.8)));
        assertThat(how("online_dpo, loss: hinge"))
                .isEqualTo(new How.OnlineDpo(new PreferenceLoss.Hinge(0.1)));
    }

    private Method method(String align) throws IOException {
        return read(BEGIN + "align: " + align + "\n").alignment().method();
    }

    private How how(String method) throws IOException {
        String rest = ", prompts: asked.txt, rewards: [{regex: a}]}";
        return ((Method.Rewarded) method("{method: " + method + rest)).how();
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
                .hasMessageContaining(
                        "line 4, align/samples: it belongs to method: grpo, ppo, best_of_n");
        assertThatThrownBy(() -> read(BEGIN + "align: {method: rloo}\n"))
                .hasMessageContaining("align/method");
        assertThatThrownBy(() -> method("{method: grpo, samples: 1, rewards: [{regex: a}]}"))
                .hasMessageContaining("align/samples: grpo compares two or more");
        assertThatThrownBy(() -> method("{method: simpo, flipped: 0.1, margin: 1}"))
                .hasMessageContaining(
                        "align/flipped: it belongs to method: preferences, online_dpo");
        assertThatThrownBy(() -> method("{flipped: 0.1}"))
                .hasMessageContaining("it belongs to loss: robust");
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
