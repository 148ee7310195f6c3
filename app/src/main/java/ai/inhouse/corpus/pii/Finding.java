package ai.inhouse.corpus.pii;

/// A value found in a text.
///
/// @param label as in `email`
/// @param start of its first character
/// @param end after its last character
public record Finding(String label, Category category, Certainty certainty, int start, int end) {
    public Finding {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a finding from %d to %d".formatted(start, end));
        }
    }

    int length() {
        return end - start;
    }
}
