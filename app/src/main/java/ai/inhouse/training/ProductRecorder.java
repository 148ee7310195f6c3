package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.ProductEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/// Records how often matrices of which shapes are multiplied, and for how long, by the JDK's Flight
/// Recorder.
final class ProductRecorder implements AutoCloseable {
    private final Recording recording = new Recording();

    private ProductRecorder() {}

    static ProductRecorder start() {
        ProductRecorder recorder = new ProductRecorder();
        recorder.recording
                .enable(ProductEvent.NAME)
                .withThreshold(Duration.ZERO)
                .withoutStackTrace();
        recorder.recording.start();
        return recorder;
    }

    /// Ends, and says what was seen, what took longest first.
    ///
    /// @param steps that were taken meanwhile
    List<Profile.Product> stop(int steps) {
        recording.stop();
        Map<Shape, Sum> sums = new HashMap<>();
        for (RecordedEvent event : events()) {
            sums.merge(Shape.of(event), new Sum(1, event.getDuration().toNanos()), Sum::plus);
        }
        return sums.entrySet().stream()
                .map(e -> e.getKey().product(e.getValue(), steps))
                .sorted(Comparator.comparingDouble(Profile.Product::seconds).reversed())
                .toList();
    }

    private List<RecordedEvent> events() {
        try {
            Path file = Files.createTempFile("inhouse-products", ".jfr");
            try {
                recording.dump(file);
                return RecordingFile.readAllEvents(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a recording",
                    "the folder for temporary files",
                    e,
                    "Make room there, or leave out --profile.");
        }
    }

    private record Shape(int batch, int m, int k, int n, String type) {
        static Shape of(RecordedEvent event) {
            return new Shape(
                    event.getInt("batch"),
                    event.getInt("m"),
                    event.getInt("k"),
                    event.getInt("n"),
                    event.getString("type"));
        }

        Profile.Product product(Sum sum, int steps) {
            double seconds = sum.nanos / 1e9 / steps;
            double calls = (double) sum.calls / steps;
            double operations = 2.0 * batch * m * k * n * calls;
            return new Profile.Product(
                    batch,
                    m,
                    k,
                    n,
                    type,
                    calls,
                    seconds,
                    operations / 1e9 / Math.max(seconds, 1e-9));
        }
    }

    private record Sum(long calls, long nanos) {
        Sum plus(Sum other) {
            return new Sum(calls + other.calls, nanos + other.nanos);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
