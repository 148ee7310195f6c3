package ai.inhouse.corpus.pii;

/// How well a finding is founded; of two that overlap, the better one stays.
public enum Certainty {
    /// Its form is that of such a value.
    FORM,
    /// Words around it say what it is.
    CONTEXT,
    /// Its check digits are right, or its form has no other meaning.
    PROOF
}
