package ai.inhouse.tokens.jinja;

/// A piece of a template.
///
/// @param text what it says: a string's content, a name, an operator; for tags empty
record Token(Kind kind, String text, int line) {
    /// What there is, and what errors call it.
    enum Kind {
        /// Outside of all tags.
        DATA("text"),
        OUTPUT_BEGIN("{{"),
        OUTPUT_END("}}"),
        BLOCK_BEGIN("{%"),
        BLOCK_END("%}"),
        NAME("a name"),
        STRING("a string"),
        INTEGER("a number"),
        FLOAT("a number"),
        OPERATOR("an operator"),
        END("the end of the template");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    boolean is(Kind other, String value) {
        return kind == other && text.equals(value);
    }

    /// What errors call it.
    String describe() {
        return switch (kind) {
            case NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
            case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END -> kind.label;
        };
    }
}
