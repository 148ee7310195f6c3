package ai.inhouse.corpus.pii;

/// What is done about a finding.
public enum PiiAction {
    /// A placeholder takes its place, the same for the same value: `[EMAIL-7K2MQ4]`.
    MASK,
    /// Its label takes its place: `[EMAIL]`.
    REDACT,
    /// The whole document leaves the corpus.
    DROP,
    /// It stays, for a reason that is written down.
    KEEP
}
