package ai.inhouse.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Where passages' vectors come from: an earlier index or the model. Thread-safe.
final class Vectors {
    private final StoredVectors earlier;
    private final MiniLm model;
    private final AtomicInteger computed = new AtomicInteger();

    Vectors(StoredVectors earlier, MiniLm model) {
        this.earlier = earlier;
        this.model = model;
    }

    float[] of(Passage passage) {
        return stored(passage)
                .orElseGet(
                        () -> {
                            computed.incrementAndGet();
                            return model.embed(passage.embedded());
                        });
    }

    private Optional<float[]> stored(Passage passage) {
        try {
            return earlier.find(passage.key());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many the model made.
    int computed() {
        return computed.get();
    }
}
