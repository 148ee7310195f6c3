package ai.inhouse.corpus.pii;

/// A value found in a text.
///
/// @param label as in `email`
/// @param start of its first character
/// @param end after its last character
/// @param remoteness of the words that tell it: of two kinds told by words, the nearer one's stays
public record Finding(
        String label, Category category, Certainty certainty, int start, int end, int remoteness) {
    public Finding {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a finding from %d to %d".formatted(start, end));
        }
    }

    public Finding(String label, Category category, Certainty certainty, int start, int end) {
        this(label, category, certainty, start, end, 0);
    }

    int length() {
        return end - start;
    }
}
