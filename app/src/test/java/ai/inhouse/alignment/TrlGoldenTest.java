package ai.inhouse.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.inhouse.Shared;
import ai.inhouse.alignment.reward.RewardBatches;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.alignment.reward.RewardObjective;
import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import ai.inhouse.training.AdamW;
import ai.inhouse.training.Budget;
import ai.inhouse.training.Objective;
import ai.inhouse.training.RunFolder;
import ai.inhouse.training.Schedule;
import ai.inhouse.training.Trainer;
import ai.inhouse.training.TrainingSettings;
import ai.inhouse.training.TrainingTask;
import ai.inhouse.training.Validation;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Three steps beside what TRL logs for the same model, pairs and settings.
final class TrlGoldenTest {
    private static final double TOLERANCE = 1e-3;
    private static final TrainingSettings SETTINGS =
            new TrainingSettings(
                    Budget.ofSteps(3),
                    Schedule.constant(1e-3),
                    AdamW.TUNING,
                    0,
                    Duration.ofHours(1),
                    2);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"sigmoid, 4", "ipo, 4", "hinge, 4", "robust, 4", "sigmoid, 2"})
    void dpoLogsWhatTrlLogs(String name, int pairsAtOnce) throws IOException {
        JsonNode golden = Json.tree(Shared.path("golden/trl.json"));
        List<EncodedPair> pairs = pairs(golden.path("pairs"));
        try (Weights weights = weights();
                Learner learner = Learners.full(weights, Precision.FP32, 2)) {
            ReferenceScores reference =
                    ReferenceScores.stored(
                            folder.resolve("reference.json"),
                            learner,
                            Hash.of("golden"),
                            EncodedPair.rows(pairs),
                            0,
                            Progress.silent());
            PreferenceBatches source =
                    new PreferenceBatches(
                            pairs,
                            reference,
                            new PreferenceBatches.Shape(4 / pairsAtOnce, pairsAtOnce),
                            0,
                            1);
            List<JsonNode> rows = train(learner, new DpoObjective(loss(name)), source);
            for (int step = 0; step < 3; step++) {
                assertRow(rows.get(step), golden.path("dpo").path(name).path(step));
            }
        }
    }

    /// The first step is TRL's, and so are the rewards that it led to. Later losses depend on which
    /// other answers the drift is estimated on, where TRL's choice is another.
    @Test
    void ktoLogsWhatTrlLogs() throws IOException {
        JsonNode golden = Json.tree(Shared.path("golden/trl.json"));
        List<EncodedPair> pairs = pairs(golden.path("pairs"));
        try (Weights weights = weights();
                Learner learner = Learners.full(weights, Precision.FP32, 2)) {
            List<EncodedRating> ratings = ratings(golden.path("pairs"), pairs);
            ReferenceScores reference =
                    ReferenceScores.stored(
                            folder.resolve("reference.json"),
                            learner,
                            Hash.of("golden"),
                            EncodedRating.rows(ratings),
                            0,
                            Progress.silent());
            KtoBatches source =
                    new KtoBatches(ratings, reference, new PreferenceBatches.Shape(1, 8), 0, 1);
            List<JsonNode> rows = train(learner, new KtoObjective(0.1), source);
            JsonNode trl = golden.path("kto");
            assertClose(rows.get(0), "loss", trl.path(0), "loss");
            assertClose(rows.get(0), "gradient_norm", trl.path(0), "grad_norm");
            // Ours are shares of a step of which half is good, TRL's are means.
            double good = 2 * rows.get(1).path("reward_good").asDouble();
            double bad = 2 * rows.get(1).path("reward_bad").asDouble();
            assertThat(good)
                    .isCloseTo(
                            trl.path(1).path("rewards/chosen").asDouble(), offset(2 * TOLERANCE));
            assertThat(bad)
                    .isCloseTo(trl.path(1).path("rewards/rejected").asDouble(), offset(TOLERANCE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 2})
    void rewardModellingLogsWhatTrlLogs(int pairsAtOnce) throws IOException {
        JsonNode golden = Json.tree(Shared.path("golden/trl.json"));
        List<EncodedPair> pairs = pairs(golden.path("pairs"));
        JsonNode trl = golden.path("reward").path("log");
        try (Weights whole = weights();
                Weights weights = whole.scored(1);
                Learner learner = Learners.full(weights, Precision.FP32, 2)) {
            setScoreHead(weights);
            learner.refresh();
            double[] scores =
                    RewardModel.scores(learner, EncodedPair.rows(pairs), 0, Progress.silent());
            assertThat(Arrays.stream(scores).min().orElseThrow())
                    .isCloseTo(trl.path(0).path("min_reward").asDouble(), offset(TOLERANCE));
            assertThat(Arrays.stream(scores).max().orElseThrow())
                    .isCloseTo(trl.path(0).path("max_reward").asDouble(), offset(TOLERANCE));
            RewardBatches source =
                    new RewardBatches(
                            pairs,
                            new PreferenceBatches.Shape(4 / pairsAtOnce, pairsAtOnce),
                            0,
                            1,
                            false);
            List<JsonNode> rows = train(learner, new RewardObjective(0), source);
            for (int step = 0; step < 3; step++) {
                JsonNode ours = rows.get(step);
                assertClose(ours, "loss", trl.path(step), "loss");
                assertClose(ours, "gradient_norm", trl.path(step), "grad_norm");
                assertClose(ours, "reward_margin", trl.path(step), "margin");
                assertClose(ours, "reward_accuracy", trl.path(step), "accuracy");
                double mean =
                        ours.path("reward_chosen").asDouble()
                                + ours.path("reward_rejected").asDouble();
                assertThat(mean / 2)
                        .isCloseTo(
                                trl.path(step).path("mean_reward").asDouble(), offset(TOLERANCE));
            }
        }
    }

    /// As the golden run's: `linspace(-0.1, 0.1, 64)`.
    private static void setScoreHead(Weights weights) {
        var head = weights.segment(weights.layout().find("score.weight"));
        for (int i = 0; i < 64; i++) {
            head.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (-0.1 + 0.2 * i / 63));
        }
    }

    private static List<EncodedRating> ratings(JsonNode golden, List<EncodedPair> pairs) {
        List<EncodedRating> rows = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizers.load(Shared.path("golden/tokenizer"))) {
            for (int i = 0; i < 2 * pairs.size(); i++) {
                boolean good = i % 2 == 0;
                EncodedPair pair = pairs.get(i / 2);
                int before = Math.floorMod(i - 1, 2 * pairs.size());
                Chat.Encoded other =
                        row(
                                tokenizer,
                                golden.path(i / 2).path(0).asString(),
                                golden.path(before / 2).path(1 + before % 2).asString());
                rows.add(new EncodedRating(good ? pair.chosen() : pair.rejected(), other, good));
            }
        }
        return rows;
    }

    private <B> List<JsonNode> train(
            Learner learner, Objective<B> objective, ai.inhouse.training.BatchSource<B> source)
            throws IOException {
        RunFolder run = new RunFolder(folder, "align");
        new Trainer<>(
                        new TrainingTask<>(
                                learner,
                                objective,
                                source,
                                Validation.none(),
                                SETTINGS,
                                Hash.of("golden")),
                        run,
                        Progress.silent())
                .run();
        return Files.readAllLines(run.metrics()).stream()
                .map(line -> Json.tree(line, "metrics"))
                .toList();
    }

    private static void assertRow(JsonNode ours, JsonNode trl) {
        assertClose(ours, "loss", trl, "loss");
        assertClose(ours, "gradient_norm", trl, "grad_norm");
        assertClose(ours, "reward_chosen", trl, "rewards/chosen");
        assertClose(ours, "reward_rejected", trl, "rewards/rejected");
        assertClose(ours, "reward_margin", trl, "rewards/margins");
        assertClose(ours, "reward_accuracy", trl, "rewards/accuracies");
        assertClose(ours, "log_probability_chosen", trl, "logps/chosen");
        assertClose(ours, "log_probability_rejected", trl, "logps/rejected");
    }

    private static void assertClose(JsonNode ours, String name, JsonNode trl, String trlName) {
        double expected = trl.path(trlName).asDouble();
        assertThat(ours.path(name).asDouble())
                .as("%s of step %s", name, trl.path("step"))
                .isCloseTo(expected, offset(TOLERANCE * Math.max(1, Math.abs(expected))));
    }

    private static PreferenceLoss loss(String name) {
        return switch (name) {
            case "sigmoid" -> new PreferenceLoss.Sigmoid(0.1);
            case "ipo" -> new PreferenceLoss.Ipo(0.1);
            case "hinge" -> new PreferenceLoss.Hinge(0.1);
            default -> new PreferenceLoss.Robust(0.1, 0.1);
        };
    }

    private static Weights weights() {
        return ModelFolder.load(Shared.path("golden/models/llama-gqa-tied")).weights();
    }

    private static List<EncodedPair> pairs(JsonNode golden) {
        List<EncodedPair> pairs = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizers.load(Shared.path("golden/tokenizer"))) {
            for (JsonNode pair : golden) {
                String prompt = pair.path(0).asString();
                pairs.add(
                        new EncodedPair(
                                row(tokenizer, prompt, pair.path(1).asString()),
                                row(tokenizer, prompt, pair.path(2).asString())));
            }
        }
        return pairs;
    }

    /// The prompt, the completion and an end of text, as TRL puts it.
    private static Chat.Encoded row(Tokenizer tokenizer, String prompt, String completion) {
        int[] before = tokenizer.encode(prompt);
        int[] after = tokenizer.encode(completion);
        int[] ids = Arrays.copyOf(before, before.length + after.length + 1);
        System.arraycopy(after, 0, ids, before.length, after.length);
        ids[ids.length - 1] = tokenizer.endOfText();
        boolean[] counted = new boolean[ids.length];
        Arrays.fill(counted, before.length, ids.length, true);
        return new Chat.Encoded(ids, counted);
    }
}
