package ai.inhouse.evaluation;

import java.util.Optional;

/// One case that was measured: a question, a document, a pair. Two models measured on the same
/// cases are compared case by case.
///
/// @param id the same for the same case, whichever model is measured
/// @param score what the case contributes
/// @param weight how much it counts: 1 for questions, bytes for texts
/// @param sample what was asked and said, where there is something to read
public record Item(String id, double score, double weight, Optional<Sample> sample) {
    /// A case that counts 1.
    public static Item of(String id, double score, Sample sample) {
        return new Item(id, score, 1, Optional.of(sample));
    }

    /// @param prompt what the model was asked
    /// @param expected the gold answer, the tone asked for, the policy to follow
    /// @param answer what the model wrote
    /// @param judged the verdict in a word, as in `exact`, `wrong`, `formal`, `refused`
    public record Sample(
            String prompt, String expected, String answer, String judged, boolean right) {}
}
