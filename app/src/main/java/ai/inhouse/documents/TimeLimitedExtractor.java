package ai.inhouse.documents;

import ai.inhouse.base.Units;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gives another extractor a limited time for each file. It works on a thread of its own, which is
/// told to stop and left behind when the time is over; one that is done takes the next file.
public final class TimeLimitedExtractor implements Extractor {
    private final Extractor extractor;
    private final Duration limit;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().name("extract-", 1).daemon().factory());

    public TimeLimitedExtractor(Extractor extractor, Duration limit) {
        this.extractor = extractor;
        this.limit = limit;
    }

    @Override
    public Extraction extract(String name, byte[] content) {
        Future<Extraction> task = threads.submit(() -> extractor.extract(name, content));
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return new Extraction.SetAside("reading it took longer than " + Units.duration(limit));
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return new Extraction.SetAside("reading it was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error notOfTheFile) {
                throw notOfTheFile;
            }
            return new Extraction.SetAside("reading it failed: " + e.getCause());
        }
    }
}
