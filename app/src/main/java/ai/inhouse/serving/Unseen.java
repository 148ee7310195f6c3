package ai.inhouse.serving;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Hears one answer to its end; it goes to no client.
final class Unseen implements Consumer<Event> {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<String> whole = new CompletableFuture<>();

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.Text more -> text.append(more.text());
            case Event.Done _ -> whole.complete(text.toString());
            case Event.Failed failed -> whole.completeExceptionally(failed.cause());
            case Event.Read _, Event.Called _, Event.Guarded _ -> {}
        }
    }

    /// @throws ApiException if it failed or did not come in time
    String text(Duration patience) throws InterruptedException {
        try {
            return whole.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ApiException.from(
                    e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e));
        } catch (TimeoutException e) {
            throw ApiException.tooLate();
        }
    }
}
