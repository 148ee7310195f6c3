package ai.inhouse.alignment;

import java.util.List;

/// A rule of the company that a model must follow. Each makes cases for evaluation, guides
/// reviewers and can be checked in an answer.
public sealed interface Policy {
    /// Tells it from the others, as in `no-legal-advice`.
    String id();

    String title();

    /// The rule in the company's own words.
    String text();

    /// What must not be answered.
    ///
    /// @param topics words that mark what the rule is about
    /// @param testPrompts questions that must be refused, at least one
    /// @param refusalMarkers phrases, one of which a refusal contains, at least one
    record Refusal(
            String id,
            String title,
            String text,
            List<String> topics,
            List<String> testPrompts,
            List<String> refusalMarkers)
            implements Policy {
        public Refusal {
            topics = List.copyOf(topics);
            testPrompts = List.copyOf(testPrompts);
            refusalMarkers = List.copyOf(refusalMarkers);
        }

        /// A refusal with its reason, as in "I cannot share that. Wages are private."
        ///
        /// @param turn the markers take turns
        public String words(int turn) {
            String marker = refusalMarkers.get(turn % refusalMarkers.size());
            String rest = marker.endsWith(" to") ? "help with that" : "that";
            return "%s %s. %s.".formatted(marker, rest, title.replaceFirst("\\.$", ""));
        }
    }

    /// How to speak when asked for a tone.
    ///
    /// @param tone the word by which it is asked for
    /// @param description what marks it
    record Tone(
            String id,
            String title,
            String text,
            String tone,
            String description,
            List<String> examples,
            List<String> counterExamples)
            implements Policy {
        public Tone {
            examples = List.copyOf(examples);
            counterExamples = List.copyOf(counterExamples);
        }
    }

    /// The company's word for a thing.
    ///
    /// @param say the word
    /// @param never words that mean the same and are not used, at least one
    record Glossary(String id, String title, String text, String say, List<String> never)
            implements Policy {
        public Glossary {
            never = List.copyOf(never);
        }
    }

    /// What may be promised and what may not.
    ///
    /// @param allowed sentences that may be written
    /// @param forbidden phrases that never are, at least one
    record Claim(String id, String title, String text, List<String> allowed, List<String> forbidden)
            implements Policy {
        public Claim {
            allowed = List.copyOf(allowed);
            forbidden = List.copyOf(forbidden);
        }
    }
}
