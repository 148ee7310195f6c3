package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConversationSplitTest {
    @Test
    void dividesSixOfTenAQuarterAndTheRest() {
        Map<ConversationSplit, Integer> counts = new EnumMap<>(ConversationSplit.class);
        for (int i = 0; i < 10_000; i++) {
            counts.merge(ConversationSplit.of("question " + i), 1, (a, b) -> a + b);
        }
        assertThat(counts.get(ConversationSplit.TUNING)).isBetween(5_850, 6_150);
        assertThat(counts.get(ConversationSplit.CLASSIFIER_TRAINING)).isBetween(2_370, 2_630);
        assertThat(counts.get(ConversationSplit.CLASSIFIER_HELD_OUT)).isBetween(1_390, 1_610);
    }

    /// A change here would move conversations from what a model was tuned on to what judges it.
    @Test
    void neverChangesItsMind() {
        assertThat(ConversationSplit.of("How can I leave a review?"))
                .isEqualTo(ConversationSplit.of("  how can I  leave a review?\n"))
                .isEqualTo(ConversationSplit.CLASSIFIER_TRAINING);
    }
}
