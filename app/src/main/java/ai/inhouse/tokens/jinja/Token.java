package ai.inhouse.tokens.jinja;

/// A piece of a template.
///
/// @param text what it says: a string's content, a name, an operator; for tags empty
record Token(Kind kind, String text, int line) {
    enum Kind {
        /// Text outside of all tags.
        DATA,
        /// `{{`
        OUTPUT_BEGIN,
        /// `}}`
        OUTPUT_END,
        /// `{%`
        BLOCK_BEGIN,
        /// `%}`
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind other, String value) {
        return kind == other && text.equals(value);
    }

    String describe() {
        return switch (kind) {
            case END -> "the end of the template";
            case BLOCK_END -> "%}";
            case OUTPUT_END -> "}}";
            case DATA, OUTPUT_BEGIN, BLOCK_BEGIN -> "text";
            case NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
        };
    }
}
