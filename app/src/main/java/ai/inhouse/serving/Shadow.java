package ai.inhouse.serving;

import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a second model answer chat requests after the first has, shown to nobody. One at a time, in
/// the idle thread's own time: where more come than it keeps up with, some are left out, and
/// counted.
final class Shadow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);
    private static final int MOST_WAITING = 32;

    /// What makes an answer more than words to compare.
    private static final Set<String> INCOMPARABLE =
            Set.of("tools", "tool_choice", "response_format", GroundedChat.GROUNDED);

    private final Metrics metrics;
    private final Optional<ShadowBox> box;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    0,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    work -> Thread.ofPlatform().name("shadow").daemon().unstarted(work));

    /// @param box absent: answers are generated and measured, and not kept
    Shadow(Metrics metrics, Optional<ShadowBox> box) {
        this.metrics = metrics;
        this.box = box;
    }

    /// Answers a request again, some time soon.
    ///
    /// @param model that answered it
    /// @param outcome of that
    void follow(
            Offered.One shadow,
            String model,
            Fields body,
            KeyHolder caller,
            Exchange.Outcome outcome) {
        String name = shadow.model().name();
        if (outcome.texts().size() != 1
                || INCOMPARABLE.stream().anyMatch(field -> body.node(field).isPresent())) {
            return;
        }
        try {
            thread.execute(() -> answer(shadow, model, body, caller, outcome));
        } catch (RejectedExecutionException e) {
            metrics.shadow(name, "left_out");
        }
    }

    private void answer(
            Offered.One shadow,
            String model,
            Fields body,
            KeyHolder caller,
            Exchange.Outcome outcome) {
        String name = shadow.model().name();
        try {
            List<Message> prompt = Conversation.read(body).messages();
            String text = shadow.completions().unseen(body, caller, shadow.target());
            metrics.shadow(name, "answered");
            box.ifPresent(
                    kept ->
                            kept.put(
                                    new ShadowBox.Compared(
                                            prompt,
                                            model,
                                            outcome.texts().getFirst(),
                                            name,
                                            text)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            metrics.shadow(name, "failed");
            LOG.warn("{} did not answer in the shadow", name, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
