package ai.inhouse.serving;

/// Where feedback on answers goes.
@FunctionalInterface
public interface FeedbackBox {
    /// Keeps it for people to look at.
    ///
    /// @return false if the same was there already
    boolean put(Feedback feedback);
}
