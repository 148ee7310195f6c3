package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.inference.Batch.LogprobsWanted;
import ai.inhouse.inference.Generator.Finish;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.SmallModels;
import ai.inhouse.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecoderBatchTest {
    private static final int VOCABULARY = 97;
    private static final int MAX_LENGTH = 4 * Lanes.PAGE;
    private static final Weights WEIGHTS = weights();
    private static final Random RANDOM = new Random(3);

    private static Weights weights() {
        ModelConfig config = SmallModels.llama(VOCABULARY, 2, MAX_LENGTH);
        Weights weights = SmallModels.sharp(config, 5, 12);
        return weights;
    }

    @AfterAll
    static void close() {
        WEIGHTS.close();
    }

    private static int[] prompt(int length) {
        return RANDOM.ints(length, 0, VOCABULARY).toArray();
    }

    private static Heard add(Batch batch, int[] prompt, int tokens, String sharing) {
        return add(
                batch, prompt, tokens, Optional.of(sharing), Optional.empty(), LogprobsWanted.NONE);
    }

    private static Heard add(
            Batch batch,
            int[] prompt,
            int tokens,
            Optional<String> sharing,
            Optional<Constraint> constraint,
            LogprobsWanted logprobs) {
        return add(batch, prompt, tokens, sharing, constraint, logprobs, Arithmetic.FAST);
    }

    private static Heard add(
            Batch batch,
            int[] prompt,
            int tokens,
            Optional<String> sharing,
            Optional<Constraint> constraint,
            LogprobsWanted logprobs,
            Arithmetic arithmetic) {
        Heard heard = new Heard();
        Sampling sampling = new Sampling(tokens, 1, 0, 1, 1, List.of(), Optional.of(7L));
        batch.add(
                new Batch.Request(
                        prompt, sampling, sharing, constraint, logprobs, arithmetic, heard));
        return heard;
    }

    private static void finish(Batch batch) {
        while (batch.size() > 0) {
            batch.step();
        }
    }

    private static BatchingGenerator open() {
        return Generators.open(WEIGHTS, WeightFormat.F32, 2);
    }

    private static int[] alone(int[] prompt, int tokens) {
        try (BatchingGenerator generator = open()) {
            Sampling sampling = new Sampling(tokens, 1, 0, 1, 1, List.of(), Optional.of(7L));
            return generator.stream(prompt, sampling, id -> true).ids();
        }
    }

    @Test
    void letsSequencesJoinAndLeaveAtAnyStep() {
        int[] first = prompt(5);
        int[] second = prompt(Lanes.PAGE + 9);
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard one = add(batch, first, 20, "a");
            for (int i = 0; i < 5; i++) {
                batch.step();
            }
            assertThat(one.ids).hasSize(5);
            Heard two = add(batch, second, 6, "a");
            Heard unwanted = add(batch, prompt(3), 50, "a");
            while (unwanted.ids.isEmpty()) {
                batch.step();
            }
            unwanted.wanted = false;
            finish(batch);
            assertThat(one.completion.orElseThrow().ids()).containsExactly(alone(first, 20));
            assertThat(two.completion.orElseThrow().ids()).containsExactly(alone(second, 6));
            assertThat(unwanted.completion.orElseThrow().finish()).isEqualTo(Finish.CANCELLED);
            assertThat(unwanted.ids).hasSize(1);
        }
    }

    @Test
    void goesOnWritingWhileALongPromptIsRead() {
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard writer = add(batch, prompt(2), 100, "a");
            batch.step();
            Heard reader = add(batch, prompt(MAX_LENGTH - 10), 2, "a");
            int written = writer.ids.size();
            int steps = 0;
            while (reader.ids.isEmpty()) {
                batch.step();
                steps++;
            }
            assertThat(steps).isGreaterThan(1);
            assertThat(writer.ids).hasSize(written + steps);
        }
    }

    @Test
    void readsASharedBeginningOnce() {
        int[] prompt = prompt(2 * Lanes.PAGE + 5);
        int[] other = Arrays.copyOf(prompt, 2 * Lanes.PAGE + 20);
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard first = add(batch, prompt, 4, "a");
            finish(batch);
            Heard again = add(batch, prompt, 4, "a");
            Heard longer = add(batch, other, 4, "a");
            finish(batch);
            assertThat(first.shared).isZero();
            assertThat(again.shared).isEqualTo(2 * Lanes.PAGE);
            assertThat(longer.shared).isEqualTo(2 * Lanes.PAGE);
            assertThat(again.ids).isEqualTo(first.ids);
            assertThat(longer.completion.orElseThrow().ids()).containsExactly(alone(other, 4));
        }
    }

    @Test
    void sharesBetweenSequencesThatBeginTogether() {
        int[] prompt = prompt(3 * Lanes.PAGE);
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            List<Heard> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(add(batch, prompt, 4, "a"));
            }
            long used = 0;
            while (batch.size() > 0) {
                batch.step();
                used = Math.max(used, generator.keyValueTokensUsed());
            }
            assertThat(all).extracting(heard -> heard.ids).containsOnly(all.getFirst().ids);
            assertThat(all.getLast().shared).isEqualTo(3 * Lanes.PAGE - 1);
            // Two pages together, and two of each one's own.
            assertThat(used).isLessThanOrEqualTo((2 + 4 * 2L) * Lanes.PAGE);
        }
    }

    @Test
    void readsAPromptThatIsAskedSeveralTimesOnce() {
        int[] prompt = prompt(Lanes.PAGE / 2);
        int[] longer = prompt(2 * Lanes.PAGE + Lanes.PAGE / 2);
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard first = add(batch, prompt, 1, "a");
            List<Heard> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(add(batch, prompt, 9, "a"));
                others.add(add(batch, longer, 9, "a"));
            }
            finish(batch);
            assertThat(first.shared).isZero();
            assertThat(others.getLast().shared).isEqualTo(longer.length - 1);
            assertThat(others.get(2).shared).isEqualTo(prompt.length - 1);
            for (int i = 0; i < 6; i += 2) {
                assertThat(others.get(i).completion.orElseThrow().ids())
                        .containsExactly(alone(prompt, 9));
                assertThat(others.get(i + 1).completion.orElseThrow().ids())
                        .containsExactly(alone(longer, 9));
            }
        }
    }

    @Test
    void sharesNothingBetweenGroups() {
        int[] prompt = prompt(2 * Lanes.PAGE + 5);
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            add(batch, prompt, 1, "a");
            finish(batch);
            Heard other = add(batch, prompt, 1, "b");
            Heard nobody =
                    add(batch, prompt, 1, Optional.empty(), Optional.empty(), LogprobsWanted.NONE);
            finish(batch);
            assertThat(other.shared).isZero();
            assertThat(nobody.shared).isZero();
        }
    }

    @Test
    void bringsAllToTheirEndWithMemoryForHardlyMoreThanOne() {
        long bytes = 5L * Lanes.PAGE * 2L * 2L * Lanes.roundUp(8) * 2L * Float.BYTES;
        try (BatchingGenerator generator =
                        Generators.open(
                                WEIGHTS,
                                WeightFormat.F32,
                                EngineOptions.fast(2).withKeyValueBytes(OptionalLong.of(bytes)));
                Batch batch = generator.newBatch()) {
            List<int[]> prompts = new ArrayList<>();
            List<Heard> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                prompts.add(prompt(Lanes.PAGE - 3 * i));
                all.add(add(batch, prompts.get(i), 2 * Lanes.PAGE, i % 2 == 0 ? "a" : "b"));
            }
            finish(batch);
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).completion.orElseThrow().ids())
                        .as("sequence %d", i)
                        .containsExactly(alone(prompts.get(i), 2 * Lanes.PAGE));
            }
            assertThat(generator.keyValueTokensUsed()).isZero();
        }
    }

    @Test
    void refusesMemoryForLessThanOneText() {
        assertThatThrownBy(
                        () ->
                                Generators.open(
                                        WEIGHTS,
                                        WeightFormat.F32,
                                        EngineOptions.fast(1)
                                                .withKeyValueBytes(OptionalLong.of(10_000))))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("takes");
    }

    @Test
    void tellsLogProbabilitiesOfPromptAndText() {
        int[] prompt = prompt(Lanes.PAGE + 3);
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard heard =
                    add(
                            batch,
                            prompt,
                            3,
                            Optional.of("a"),
                            Optional.empty(),
                            new LogprobsWanted(true, true, 2));
            Heard reads =
                    add(
                            batch,
                            prompt,
                            0,
                            Optional.of("a"),
                            Optional.empty(),
                            new LogprobsWanted(false, true, 1));
            finish(batch);
            int[] all = Arrays.copyOf(prompt, prompt.length + 3);
            for (int i = 0; i < 3; i++) {
                all[prompt.length + i] = heard.ids.get(i);
            }
            float[] scores = generator.score(all);
            List<Logprobs> told = new ArrayList<>(heard.promptLogprobs);
            told.addAll(heard.logprobs);
            assertThat(told).hasSize(scores.length);
            for (int i = 0; i < scores.length; i++) {
                assertThat(told.get(i).id()).isEqualTo(all[i + 1]);
                assertThat(told.get(i).logprob())
                        .as("position %d of %d", i, prompt.length)
                        .isCloseTo(scores[i], within(1e-5f));
                assertThat(told.get(i).topLogprobs()[0])
                        .isGreaterThanOrEqualTo(told.get(i).topLogprobs()[1]);
            }
            assertThat(reads.promptLogprobs).hasSize(prompt.length - 1);
            assertThat(reads.completion.orElseThrow().finish()).isEqualTo(Finish.LENGTH);
            assertThat(reads.ids).isEmpty();
        }
    }

    /// Allows one token after the other, three times, and then nothing.
    private static final class Counting implements Constraint {
        private int next = 10;

        @Override
        public BitSet allowed() {
            BitSet allowed = new BitSet();
            if (next < 13) {
                allowed.set(next);
            }
            return allowed;
        }

        @Override
        public boolean mayEnd() {
            return next == 13;
        }

        @Override
        public void accept(int id) {
            next++;
        }
    }

    @Test
    void writesOnlyWhatItsConstraintAllows() {
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard heard =
                    add(
                            batch,
                            prompt(4),
                            20,
                            Optional.empty(),
                            Optional.of(new Counting()),
                            LogprobsWanted.NONE);
            finish(batch);
            assertThat(heard.ids).containsExactly(10, 11, 12);
            assertThat(heard.completion.orElseThrow().finish()).isEqualTo(Finish.STOP);
        }
    }

    /// Beside others, which the engine computes as is fastest, and with shared beginnings.
    @ParameterizedTest
    @EnumSource(names = {"BF16", "Q8_0", "Q4_1"})
    void writesTheSameExactTextsAloneAsThirtyTwoTogether(WeightFormat format) {
        int[] beginning = prompt(Lanes.PAGE + 5);
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            int[] prompt = i % 4 == 0 ? Arrays.copyOf(beginning, Lanes.PAGE + 9) : prompt(1 + i);
            prompt[prompt.length - 1] = i;
            prompts.add(prompt);
        }
        List<List<Integer>> alone = new ArrayList<>();
        try (BatchingGenerator generator = Generators.open(WEIGHTS, format, 2);
                Batch batch = generator.newBatch()) {
            for (int[] prompt : prompts) {
                Heard heard = addExact(batch, prompt);
                finish(batch);
                alone.add(heard.ids);
            }
        }
        try (BatchingGenerator generator = Generators.open(WEIGHTS, format, 3);
                Batch batch = generator.newBatch()) {
            for (int fast = 0; fast < 10; fast++) {
                add(batch, beginning, 20, "a");
                batch.step();
            }
            List<Heard> together = prompts.stream().map(prompt -> addExact(batch, prompt)).toList();
            finish(batch);
            assertThat(together).extracting(heard -> heard.ids).isEqualTo(alone);
        }
    }

    private static Heard addExact(Batch batch, int[] prompt) {
        return add(
                batch,
                prompt,
                16,
                Optional.of("a"),
                Optional.empty(),
                LogprobsWanted.NONE,
                Arithmetic.EXACT);
    }

    @Test
    void endsOneSequenceWhoseListenerFailsAndNotTheOthers() {
        try (BatchingGenerator generator = open();
                Batch batch = generator.newBatch()) {
            Heard bad =
                    new Heard() {
                        @Override
                        public boolean written(int id, Optional<Logprobs> told) {
                            throw new IllegalStateException("full");
                        }
                    };
            batch.add(
                    new Batch.Request(
                            prompt(3),
                            Sampling.greedy(5, List.of()),
                            Optional.empty(),
                            Optional.empty(),
                            LogprobsWanted.NONE,
                            Arithmetic.FAST,
                            bad));
            Heard good = add(batch, prompt(3), 5, "a");
            finish(batch);
            assertThat(bad.failure.orElseThrow()).hasMessage("full");
            assertThat(good.ids).hasSize(5);
        }
    }
}
