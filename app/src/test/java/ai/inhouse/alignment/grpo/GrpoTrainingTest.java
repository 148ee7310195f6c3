package ai.inhouse.alignment.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.alignment.reward.Reward;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.model.DecoderLearner;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.Budget;
import ai.inhouse.training.RunFolder;
import ai.inhouse.training.Schedule;
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
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A tiny decoder that learns from answers which the inference engine writes with its weights.
class GrpoTrainingTest {
    private static final int VOCABULARY = 24;
    private static final int END = 0;
    private static final ModelConfig CONFIG =
            new ModelConfig(
                    ModelConfig.Architecture.LLAMA,
                    VOCABULARY,
                    32,
                    64,
                    2,
                    4,
                    2,
                    8,
                    64,
                    10_000,
                    Optional.empty(),
                    1e-5,
                    true,
                    false,
                    false);

    @TempDir private Path folder;

    @Test
    void aRuleIsLearnedOnHeldOutPromptsToo() throws IOException {
        train("learned", 40, 1, weights -> Learners.full(weights, Precision.FP32, 2), -1);
        List<JsonNode> rows = rows("learned");
        assertThat(rows.getFirst().path("validation_reward").asDouble()).isLessThan(0.7);
        assertThat(rows.get(1).path("reward").asDouble()).isLessThan(0.7);
        assertThat(rows.getLast().path("reward").asDouble()).isGreaterThan(0.85);
        assertThat(rows.getLast().path("validation_reward").asDouble()).isGreaterThan(0.85);
        for (String figure :
                List.of("kl_nats", "entropy_nats", "answer_tokens", "cut_off", "equal_groups")) {
            assertThat(rows.getLast().path(figure).isNumber()).as(figure).isTrue();
        }
        assertThat(rows.get(1).path("kl_nats").asDouble()).isLessThan(1e-6);
        assertThat(rows.getLast().path("kl_nats").asDouble()).isPositive();
    }

    @Test
    void endsWithTheSameBytesThoughItWasKilled() {
        Function<Weights, DecoderLearner> adapters =
                weights -> Learners.lora(weights, LoraConfig.ofRank(4, 1), Precision.FP32, 2);
        List<byte[]> straight = train("straight", 5, 2, adapters, -1);
        assertThatThrownBy(() -> train("killed", 5, 2, adapters, 4)).hasMessage("killed");
        List<byte[]> resumed = train("killed", 5, 2, adapters, -1);
        assertThat(resumed).hasSameSizeAs(straight);
        for (int i = 0; i < straight.size(); i++) {
            assertThat(resumed.get(i)).isEqualTo(straight.get(i));
        }
    }

    @Test
    void writesUntilTheEndAndTellsWhereItWasCutOff() {
        try (Weights weights = Weights.random(CONFIG, 1);
                DecoderLearner learner = Learners.full(weights, Precision.FP32, 2)) {
            Writer writer = new EngineWriter(learner, List.of(END), 2);
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                prompts.add(new int[] {1 + i % 20, 2, 3});
            }
            List<Writer.Written> written = writer.write(prompts, 12, 1, 7);
            assertThat(written).hasSize(40);
            assertThat(written).anyMatch(Writer.Written::ended).anyMatch(one -> !one.ended());
            for (Writer.Written one : written) {
                int length = one.ids().length;
                assertThat(one.ended()).isEqualTo(one.ids()[length - 1] == END);
                assertThat(one.ended() || length == 12).isTrue();
                assertThat(Arrays.stream(one.ids()).limit(length - 1)).doesNotContain(END);
            }
            List<Writer.Written> again = writer.write(prompts, 12, 1, 7);
            for (int i = 0; i < 40; i++) {
                assertThat(again.get(i).ids()).containsExactly(written.get(i).ids());
            }
        }
    }

    private List<byte[]> train(
            String name,
            long steps,
            int passes,
            Function<Weights, DecoderLearner> start,
            long dies) {
        GrpoSettings settings = new GrpoSettings(4, 8, 10, 0.2, 0.01, 20, true, passes);
        try (Weights before = Weights.random(CONFIG, 1);
                Weights weights = before.copy();
                Learner reference = Learners.full(before, Precision.FP32, 2);
                DecoderLearner learner = start.apply(weights)) {
            Rollouts rollouts =
                    new Rollouts(
                            settings,
                            new EngineWriter(learner, List.of(END), 2),
                            Arrays::toString,
                            new Rewards(List.of(new Rewards.Term(new Large(), 1))),
                            END);
            TrainingTask<GrpoBatch> task =
                    new TrainingTask<>(
                            learner,
                            new GrpoObjective(rollouts, reference),
                            new Dying(new GrpoBatches(prompts(1, 12), settings, 3), dies),
                            new HeldOutPrompts(prompts(13, 20), rollouts),
                            new TrainingSettings(
                                    Budget.ofSteps(steps),
                                    Schedule.constant(1e-2),
                                    AdamW.TUNING,
                                    2,
                                    Duration.ZERO,
                                    2),
                            Hash.of("test"));
            new Trainer<>(task, new RunFolder(folder.resolve(name), "align"), Progress.silent())
                    .run();
            List<byte[]> state = new ArrayList<>();
            learner.state()
                    .forEach(tensor -> state.add(tensor.memory().toArray(ValueLayout.JAVA_BYTE)));
            return state;
        }
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

    /// Throws when the named step begins, as if the process ended there.
    private record Dying(BatchSource<GrpoBatch> source, long dies)
            implements BatchSource<GrpoBatch> {
        @Override
        public int microBatches() {
            return source.microBatches();
        }

        @Override
        public int passes() {
            return source.passes();
        }

        @Override
        public GrpoBatch batch(long step, int micro) {
            if (step == dies) {
                throw new IllegalStateException("killed");
            }
            return source.batch(step, micro);
        }

        @Override
        public Hash fingerprint() {
            return source.fingerprint();
        }
    }
}
