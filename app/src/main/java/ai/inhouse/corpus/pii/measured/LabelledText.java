package ai.inhouse.corpus.pii.measured;

import java.util.List;

/// A text with all that is to be found in it.
///
/// @param values in their order
public record LabelledText(String text, List<Value> values) {
    public LabelledText {
        values = List.copyOf(values);
    }

    /// @param end after its last character
    public record Value(String label, int start, int end) {}
}
