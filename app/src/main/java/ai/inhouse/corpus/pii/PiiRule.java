package ai.inhouse.corpus.pii;

/// What is done about one kind of finding.
///
/// @param reason why it may stay; empty for the other actions
public record PiiRule(PiiAction action, String reason) {
    public PiiRule {
        if ((action == PiiAction.KEEP) == reason.isBlank()) {
            throw new IllegalArgumentException(
                    action == PiiAction.KEEP
                            ? "to keep it takes a written reason"
                            : "only what is kept has a reason");
        }
    }

    public static PiiRule of(PiiAction action) {
        return new PiiRule(action, "");
    }

    public static PiiRule keep(String reason) {
        return new PiiRule(PiiAction.KEEP, reason);
    }
}
