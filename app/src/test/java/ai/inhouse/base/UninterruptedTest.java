package ai.inhouse.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class UninterruptedTest {
    @Test
    void waitsToTheEndAndKeepsTheInterruptForTheCaller() throws Exception {
        CompletableFuture<Void> work = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread waiting =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    begun.countDown();
                                    try {
                                        Uninterrupted.await(work);
                                        interrupted.complete(
                                                Thread.currentThread().isInterrupted());
                                    } catch (ExecutionException e) {
                                        interrupted.completeExceptionally(e);
                                    }
                                });
        begun.await();
        waiting.interrupt();
        assertThat(interrupted).isNotDone();
        work.complete(null);
        assertThat(interrupted.get()).isTrue();
        waiting.join();
    }

    @Test
    void keepsTheInterruptAlsoWhereTheWorkFailed() {
        CompletableFuture<Void> work =
                CompletableFuture.failedFuture(new IllegalStateException("broken"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Uninterrupted.await(work))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
        assertThat(Thread.interrupted()).isTrue();
    }
}
