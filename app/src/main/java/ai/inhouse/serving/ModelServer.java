package ai.inhouse.serving;

import java.util.concurrent.CompletableFuture;

/// A running server whose models can be exchanged.
public interface ModelServer {
    /// Offers one more model, under a name of its own. Whoever opened it closes it, after
    /// [#withdraw].
    void offer(ServedModel model);

    /// Takes a model back; what it has begun it finishes.
    ///
    /// @return done once nothing is generated with it any more
    CompletableFuture<Void> withdraw(String name);

    /// Says which of the models answers who asks for the deployed one.
    void route(Routing routing);
}
