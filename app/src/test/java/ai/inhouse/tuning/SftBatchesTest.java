package ai.inhouse.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.data.Offset.offset;

import ai.inhouse.model.Batch;
import ai.inhouse.training.PretrainBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SftBatchesTest {
    @Test
    void onlyTheAssistantsWordsWeigh() {
        SftBatches source = source(List.of(Conversation.of("Hi", "Yo!", "test")), 1, 1);
        Batch batch = source.batch(1, 0);
        StringBuilder learned = new StringBuilder();
        for (int i = 0; i < batch.weights().length; i++) {
            if (batch.weights()[i] > 0) {
                learned.append((char) batch.targets()[i]);
                assertThat(batch.weights()[i]).isEqualTo(0.25f);
            }
        }
        assertThat(learned).hasToString("Yo!\n");
    }

    @Test
    void weightsSumToOneOverAStepHoweverItIsCut() {
        SftBatches whole = source(many(40), 1, 8);
        SftBatches halves = source(many(40), 2, 4);
        for (int step = 1; step < 20; step++) {
            assertThat(whole.batch(step, 0).weightSum()).isCloseTo(1, offset(1e-6));
            assertThat(halves.batch(step, 0).weightSum() + halves.batch(step, 1).weightSum())
                    .isCloseTo(1, offset(1e-6));
        }
    }

    @Test
    void everyEpochSeesEachConversationOnce() {
        int count = 32;
        SftBatches source = source(many(count), 1, 4);
        Map<String, Integer> seen = new TreeMap<>();
        for (int step = 1; step <= 3 * source.stepsPerEpoch(); step++) {
            Batch batch = source.batch(step, 0);
            for (int row = 0; row < batch.rows(); row++) {
                seen.merge(text(batch, row), 1, Integer::sum);
            }
        }
        assertThat(seen).hasSize(count).allSatisfy((text, times) -> assertThat(times).isEqualTo(3));
    }

    @Test
    void aStepDependsOnNothingButItsNumber() {
        SftBatches source = source(many(40), 2, 4);
        int[] once = source.batch(17, 1).tokens();
        source.batch(1, 0);
        assertThat(source.batch(17, 1).tokens()).containsExactly(once);
        assertThat(source(many(40), 2, 4).fingerprint()).isEqualTo(source.fingerprint());
    }

    @Test
    void littleIsComputedForNothing() {
        SftBatches source = source(many(200), 1, 8);
        double used = 0;
        double computed = 0;
        for (int step = 1; step <= source.stepsPerEpoch(); step++) {
            Batch batch = source.batch(step, 0);
            computed += batch.tokens().length;
            for (int row = 0; row < batch.rows(); row++) {
                used += text(batch, row).length();
            }
        }
        assertThat(used / computed).isGreaterThan(0.8);
    }

    @Test
    void setsAsideWhatIsTooLong() {
        List<Conversation> conversations = new ArrayList<>(many(3));
        conversations.add(Conversation.of("q", "x".repeat(300), "chats.jsonl, line 9"));
        assertThat(source(conversations, 1, 2).setAside())
                .containsExactly("chats.jsonl, line 9: 305 tokens, more than 256");
        assertThatThrownBy(() -> source(conversations.subList(3, 4), 1, 1))
                .hasMessageContaining("no conversation fits");
    }

    private static String text(Batch batch, int row) {
        StringBuilder text = new StringBuilder();
        for (int i = row * batch.length(); i < (row + 1) * batch.length(); i++) {
            if (batch.tokens()[i] != 0) {
                text.append((char) batch.tokens()[i]);
            }
        }
        return text.toString();
    }

    @Test
    void knowsHowManyTokensAStepHas() {
        SftBatches source = source(many(40), 1, 8);
        long tokens = 0;
        for (int step = 1; step <= 5; step++) {
            tokens += source.batch(step, 0).rows() * (long) source.batch(step, 0).length();
        }
        assertThat(source.tokensPerStep() * 5.0).isCloseTo((double) tokens, withinPercentage(30));
    }

    private static List<Conversation> many(int count) {
        List<Conversation> conversations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            conversations.add(
                    Conversation.of("question " + i, "a".repeat(1 + i * 7 % 100), "test"));
        }
        return conversations;
    }

    private static SftBatches source(List<Conversation> conversations, int micro, int rows) {
        return new SftBatches(
                conversations, new LetterChat(), new PretrainBatches.Shape(micro, rows, 256), 0, 3);
    }
}
