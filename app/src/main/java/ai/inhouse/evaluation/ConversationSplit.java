package ai.inhouse.evaluation;

import ai.inhouse.base.Hash;
import java.util.Locale;

/// Which conversations teach the model, and which the judge of its tone. The judge must not have
/// seen what the model was tuned on, nor be examined on what it learned from itself.
public enum ConversationSplit {
    /// The model is tuned on these, six of ten.
    TUNING,
    /// The tone classifier learns from these, a quarter.
    CLASSIFIER_TRAINING,
    /// The classifier is examined on these, and their prompts are what the model is asked.
    CLASSIFIER_HELD_OUT;

    private static final int TUNING_PERCENT = 60;
    private static final int CLASSIFIER_TRAINING_PERCENT = 25;

    /// Decided by the hash of what the user asked, so that it never changes, whatever is added
    /// later, and one question's answers in several tones stay together.
    ///
    /// @param prompt the first message of the user
    public static ConversationSplit of(String prompt) {
        String normal = prompt.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        long percent = Long.parseLong(Hash.of(normal).hex().substring(0, 8), 16) % 100;
        if (percent < TUNING_PERCENT) {
            return TUNING;
        }
        return percent < TUNING_PERCENT + CLASSIFIER_TRAINING_PERCENT
                ? CLASSIFIER_TRAINING
                : CLASSIFIER_HELD_OUT;
    }
}
