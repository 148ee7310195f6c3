package ai.inhouse.store;

/// How far an item that people review has come.
public enum ReviewState {
    /// Reviewers are still to be heard.
    OPEN,
    /// They said the same.
    AGREED,
    /// They did not: an adjudicator decides.
    DISPUTED,
    /// One has decided.
    ADJUDICATED,
    /// The answer is known: reviewers are held against it.
    GOLD
}
