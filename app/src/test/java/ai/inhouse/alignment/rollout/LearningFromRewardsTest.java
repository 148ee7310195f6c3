package ai.inhouse.alignment.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.PreferenceLoss;
import ai.inhouse.alignment.grpo.GrpoObjective;
import ai.inhouse.alignment.grpo.GrpoSettings;
import ai.inhouse.alignment.ppo.ActorCritic;
import ai.inhouse.alignment.ppo.PpoObjective;
import ai.inhouse.alignment.ppo.PpoSettings;
import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.alignment.selection.OnlineDpoObjective;
import ai.inhouse.alignment.selection.Selection;
import ai.inhouse.alignment.selection.SelectionObjective;
import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Budget;
import ai.inhouse.training.Dying;
import ai.inhouse.training.Objective;
import ai.inhouse.training.RunFolder;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.SpikeGuard;
import ai.inhouse.training.Trainer;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A tiny decoder that learns by each method from answers which the inference engine writes with
/// its weights.
class LearningFromRewardsTest {
    private static final int VOCABULARY = 24;
    private static final int END = 0;
    private static final ModelConfig CONFIG = SmallModels.llama(VOCABULARY, 2, 64);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "grpo, 40, kl_nats",
        "ppo, 40, explained_variance",
        "best_of_n, 40, reward_selected",
        "rejection, 60, selected",
        "online_dpo, 40, pairs"
    })
    void aRuleIsLearnedOnHeldOutPromptsToo(String method, long steps, String figure)
            throws IOException {
        train(method, method, steps, 1, LearningFromRewardsTest::whole, -1);
        List<JsonNode> rows = rows(method);
        assertThat(rows.getFirst().path("validation_reward").asDouble()).isLessThan(0.7);
        assertThat(rows.get(1).path("reward").asDouble()).isLessThan(0.7);
        assertThat(rows.getLast().path("reward").asDouble()).isGreaterThan(0.85);
        assertThat(rows.getLast().path("validation_reward").asDouble()).isGreaterThan(0.85);
        assertThat(rows.getLast().path("validation_gold_reward").asDouble()).isLessThan(-0.85);
        for (String name : List.of(figure, "answer_tokens", "cut_off", "equal_groups")) {
            assertThat(rows.getLast().path(name).isNumber()).as(name).isTrue();
        }
    }

    @Test
    void theFirstAnswersAreTheReferencesOwn() throws IOException {
        train("first", "grpo", 3, 1, LearningFromRewardsTest::whole, -1);
        List<JsonNode> rows = rows("first");
        assertThat(rows.get(1).path("kl_nats").asDouble()).isLessThan(1e-6);
        assertThat(rows.getLast().path("kl_nats").asDouble()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "ppo"})
    void endsWithTheSameBytesThoughItWasKilled(String method) {
        Function<Weights, DecoderLearner> adapters =
                weights -> Learners.lora(weights, LoraConfig.ofRank(4, 1), Precision.FP32, 2);
        List<byte[]> straight = train("straight", method, 5, 2, adapters, -1);
        assertThatThrownBy(() -> train("killed", method, 5, 2, adapters, 4)).hasMessage("killed");
        List<byte[]> resumed = train("killed", method, 5, 2, adapters, -1);
        assertThat(resumed).hasSameSizeAs(straight);
        for (int i = 0; i < straight.size(); i++) {
            assertThat(resumed.get(i)).isEqualTo(straight.get(i));
        }
    }

    @Test
    void aModelThatRunsAwayIsTakenBack() throws IOException {
        List<String> said = new ArrayList<>();
        Setup setup = new Setup("away", 12, 1, 0.05, 1e-1);
        train(setup, "grpo", LearningFromRewardsTest::whole, -1, said);
        assertThat(said)
                .isNotEmpty()
                .allMatch(line -> line.contains("run away from its reference"))
                .allMatch(line -> line.contains("gone back to step"));
        List<JsonNode> rows = rows("away");
        assertThat(rows).anyMatch(row -> row.has("skipped"));
        assertThat(rows).noneMatch(row -> row.path("kl_nats").asDouble() > 0.05);
    }

    private static DecoderLearner whole(Weights weights) {
        return Learners.full(weights, Precision.FP32, 2);
    }

    /// @param klLimit in nats a token
    private record Setup(String name, long steps, int passes, double klLimit, double rate) {}

    private List<byte[]> train(
            String name,
            String method,
            long steps,
            int passes,
            Function<Weights, DecoderLearner> start,
            long dies) {
        Setup setup = new Setup(name, steps, passes, 20, 1e-2);
        return train(setup, method, start, dies, new ArrayList<>());
    }

    private List<byte[]> train(
            Setup setup,
            String method,
            Function<Weights, DecoderLearner> start,
            long dies,
            List<String> said) {
        RolloutSettings settings = new RolloutSettings(4, 8, 10, setup.passes());
        PpoSettings ppo =
                new PpoSettings(
                        0.2, 0.2, 1, 0.95, 0.01, OptionalDouble.of(0.5), setup.klLimit(), 1);
        try (Weights before = Weights.random(CONFIG, 1);
                Weights weights = before.copy();
                Weights valued = before.valued();
                Learner reference = Learners.full(before, Precision.FP32, 2);
                DecoderLearner policy = start.apply(weights);
                Learner critic = Learners.full(valued, Precision.FP32, 2);
                ActorCritic both = new ActorCritic(policy, critic, ppo);
                EngineWriter writer = new EngineWriter(policy, List.of(END), 2)) {
            Rollouts rollouts = new Rollouts(settings, writer, Arrays::toString, rewards(1), END);
            Objective<RolloutBatch> objective =
                    switch (method) {
                        case "grpo" ->
                                new GrpoObjective(
                                        rollouts,
                                        new GrpoSettings(0.2, 0.01, setup.klLimit(), true),
                                        Optional.of(reference));
                        case "ppo" -> new PpoObjective(rollouts, ppo, both, Optional.of(reference));
                        case "best_of_n" -> new SelectionObjective(rollouts, new Selection.Best());
                        case "rejection" ->
                                new SelectionObjective(rollouts, new Selection.Enough(0.6));
                        default ->
                                new OnlineDpoObjective(
                                        rollouts, new PreferenceLoss.Sigmoid(0.1), reference);
                    };
            Learner learner = method.equals("ppo") ? both : policy;
            TrainingTask<RolloutBatch> task =
                    new TrainingTask<>(
                            learner,
                            objective,
                            new Dying<>(new RolloutBatches(prompts(1, 12), settings, 3), dies, 0),
                            new HeldOutPrompts(prompts(13, 20), rollouts, Optional.of(rewards(-1))),
                            settings(setup),
                            Hash.of("test"));
            RunFolder run = new RunFolder(folder.resolve(setup.name()), "align");
            new Trainer<>(task, run, Progress.silent(), said::add).run();
            List<byte[]> state = new ArrayList<>();
            learner.state()
                    .forEach(tensor -> state.add(tensor.memory().toArray(ValueLayout.JAVA_BYTE)));
            return state;
        }
    }

    private static TrainingSettings settings(Setup setup) {
        return new TrainingSettings(
                        Budget.ofSteps(setup.steps()),
                        Schedule.constant(setup.rate()),
                        AdamW.TUNING,
                        2,
                        Duration.ZERO,
                        2)
                .with(2, OptionalDouble.empty(), Optional.of(SpikeGuard.OF_DRIFT), false);
    }

    private static Rewards rewards(double weight) {
        return new Rewards(List.of(new Rewards.Term(new Large(), weight)));
    }

    private List<JsonNode> rows(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")).stream()
                .map(line -> Json.tree(line, name))
                .toList();
    }

    private static List<EncodedPrompt> prompts(int from, int to) {
        List<EncodedPrompt> prompts = new ArrayList<>();
        for (int id = from; id <= to; id++) {
            AskedPrompt asked = new AskedPrompt(List.of(), Map.of());
            prompts.add(new EncodedPrompt(asked, new int[] {id, 2}));
        }
        return prompts;
    }

    /// The share of an answer's tokens that lie in the upper half of the vocabulary.
    private record Large() implements Reward.Rule {
        @Override
        public String name() {
            return "large";
        }

        @Override
        public double of(Answer answer) {
            return Arrays.stream(answer.text().replaceAll("[\\[\\] ]", "").split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .map(id -> id >= VOCABULARY / 2 ? 1 : 0)
                    .average()
                    .orElse(0);
        }
    }
}
