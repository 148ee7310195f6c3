package ai.inhouse.corpus.pii;

/// A kind of value that only this company has.
///
/// @param label as in `project_code`
/// @param form a regular expression of RE2: no look-around, no back-references
public record CustomForm(String label, String form) {
    public CustomForm {
        if (!label.matches("[a-z][a-z0-9_]{1,40}")) {
            throw new IllegalArgumentException(
                    "the label '%s' is not in small letters, digits and _".formatted(label));
        }
    }
}
