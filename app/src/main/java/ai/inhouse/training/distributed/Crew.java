package ai.inhouse.training.distributed;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The processes that this one started to share its work; none where somebody else started them.
/// They end with it.
///
/// @param losses hears which of them were lost
record Crew(List<Hand> hands, Losses losses) implements AutoCloseable {
    /// A connection that breaks is noticed before the process that broke it has its exit code.
    private static final Duration DYING = Duration.ofSeconds(2);

    /// How long one that was sent home may take.
    private static final Duration LEAVING = Duration.ofSeconds(10);

    private static final int LAST_LINES = 3;
    private static final int SIGNAL = 128;

    /// As ssh has it when its connection breaks.
    private static final int GONE = 255;

    Crew {
        hands = List.copyOf(hands);
    }

    static Crew none() {
        return new Crew(List.of(), new Losses());
    }

    /// One of them.
    ///
    /// @param log all that it says
    record Hand(int rank, String host, Process process, Path log) {
        private boolean hasFailed() {
            return !process.isAlive() && process.exitValue() != 0;
        }

        /// Whether it did not end of itself.
        private boolean wasLost() {
            return process.exitValue() > SIGNAL;
        }

        private String fate() {
            int code = process.exitValue();
            String how =
                    wasLost() && code < GONE
                            ? "was ended by signal %d".formatted(code - SIGNAL)
                            : "ended with exit code %d".formatted(code);
            String said = lastWords();
            return "rank %d on %s %s%s"
                    .formatted(rank, host, how, said.isEmpty() ? "" : ", saying: " + said);
        }

        private String lastWords() {
            try {
                List<String> lines =
                        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                                .lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .toList();
                return String.join(
                        " / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            } catch (IOException e) {
                return "";
            }
        }
    }

    /// What has become of those that failed, if any did.
    Optional<InhouseException> failure(Throwable cause) {
        List<Hand> failed = hands.stream().filter(Hand::hasFailed).toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        String fates = String.join("; ", failed.stream().map(Hand::fate).toList());
        return Optional.of(
                InhouseException.internal(
                        "training over %d processes".formatted(hands.size() + 1),
                        String.join(", ", failed.stream().map(Hand::host).distinct().toList()),
                        new IOException(fates, cause),
                        "Run the same command again, with --nodes for the machines that remain: it"
                                + " goes on from the last checkpoint. "
                                + "Logs: "
                                + failed.getFirst().log().getParent()));
    }

    /// The same error, or if one of these processes is behind it, what became of that.
    ///
    /// @param silence whether one hangs: what ends now, ends as this one gave it up
    InhouseException explained(InhouseException error, boolean silence) {
        long end = System.nanoTime() + (silence ? 0 : DYING.toNanos());
        Optional<InhouseException> failure = failure(error);
        while (failure.isEmpty() && !hands.isEmpty() && System.nanoTime() < end) {
            if (!pause()) {
                break;
            }
            failure = failure(error);
        }
        hands.stream()
                .filter(Hand::hasFailed)
                .filter(Hand::wasLost)
                .forEach(hand -> losses.add(hand.rank()));
        return failure.orElse(error);
    }

    private static boolean pause() {
        try {
            Thread.sleep(20);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        long end = System.nanoTime() + LEAVING.toNanos();
        for (Hand hand : hands) {
            try {
                long left = Math.max(0, end - System.nanoTime());
                if (!hand.process().waitFor(left, TimeUnit.NANOSECONDS)) {
                    hand.process().destroyForcibly();
                }
            } catch (InterruptedException e) {
                hand.process().destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Ends them at once.
    void abandon() {
        hands.forEach(hand -> hand.process().destroyForcibly());
    }
}
