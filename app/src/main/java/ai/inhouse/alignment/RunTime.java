package ai.inhouse.alignment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a policy asks for while a model answers.
///
/// @param action about an answer that breaks it
/// @param answer what is said where it refuses; absent: made of the policy's own words
/// @param needsSource phrases that may be said only in an answer with sources
public record RunTime(Action action, Optional<String> answer, List<String> needsSource) {
    /// A policy that says nothing of it: what breaks it is recorded.
    public static final RunTime FLAGGED = new RunTime(Action.FLAG, Optional.empty(), List.of());

    public RunTime {
        needsSource = List.copyOf(needsSource);
    }

    /// What is done about an answer that breaks a policy.
    public enum Action {
        /// The company's word takes the place of the other.
        REWRITE,
        /// The policy's own words take the place of what must not be said, and the answer ends.
        REFUSE,
        /// The answer stays; that it breaks the policy is recorded.
        FLAG,
        /// Nothing is looked for.
        OFF;

        /// As policies are written, and in the audit log and the metrics.
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
