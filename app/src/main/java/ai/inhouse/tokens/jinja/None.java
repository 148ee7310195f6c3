package ai.inhouse.tokens.jinja;

/// Python's `None`.
enum None {
    NONE
}
