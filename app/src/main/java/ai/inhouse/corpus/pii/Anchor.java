package ai.inhouse.corpus.pii;

/// Where in a text a recognizer is asked to look.
public enum Anchor {
    /// A digit that begins a group in a run of digits with single separators between.
    NUMBER,
    /// Letters and digits written as one, as in `DE89` or `sk-proj-x1`; a short word in capitals
    /// before a number; anything of twenty characters and more.
    CODE,
    /// A word that begins with a capital.
    CAPITALIZED,
    /// One of the recognizer's keywords, in any letter case.
    KEYWORD,
    /// `@` within a word.
    AT_SIGN,
    /// `://`.
    URL,
    /// Two colons in one word of hexadecimal digits, as in MAC and IPv6 addresses.
    COLONS,
    /// `-----BEGIN`.
    ARMOUR,
    /// The whole text, once: for forms that nothing else points to.
    TEXT
}
