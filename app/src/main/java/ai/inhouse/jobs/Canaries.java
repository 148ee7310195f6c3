package ai.inhouse.jobs;

import ai.inhouse.evaluation.Span;
import ai.inhouse.store.WorkspaceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Sentences with a secret number, planted in what a model is pretrained on to measure what it
/// learns by heart. The numbers come of a key of the workspace, so they are in no document, and the
/// same in each run.
final class Canaries {
    private static final int UNPLANTED = 1000;
    private static final String BEFORE = "The number of the spare key to the lower archive is ";
    private static final long NUMBERS = 1_000_000_000L;

    private final WorkspaceKey key;
    private final int count;

    private Canaries(WorkspaceKey key, int count) {
        this.key = key;
        this.count = count;
    }

    /// Empty where the recipe asks for none.
    static Optional<Canaries> of(StageContext context) {
        int count = context.recipe().governance().canaries();
        return count == 0
                ? Optional.empty()
                : Optional.of(
                        new Canaries(WorkspaceKey.random(context.workspace(), "canaries"), count));
    }

    /// What decides which there are; empty without any, so that such runs stay what they were.
    static List<String> inputs(StageContext context) {
        int count = context.recipe().governance().canaries();
        return count == 0 ? List.of() : List.of(count + " canaries");
    }

    /// Whole sentences, each once, as texts of their own.
    List<String> texts() {
        return planted().stream().map(span -> span.before() + span.text()).toList();
    }

    List<Span> planted() {
        return spans("planted", count);
    }

    List<Span> unplanted() {
        return spans("unplanted", UNPLANTED);
    }

    private List<Span> spans(String which, int n) {
        return IntStream.range(0, n).mapToObj(i -> new Span(BEFORE, number(which, i))).toList();
    }

    /// As in `481-709-325.`.
    private String number(String which, int i) {
        byte[] hash = key.hmac("%s %d".formatted(which, i).getBytes(StandardCharsets.US_ASCII));
        long number = Math.floorMod(ByteBuffer.wrap(hash).getLong(), NUMBERS);
        String digits = String.format(Locale.ROOT, "%09d", number);
        return "%s-%s-%s."
                .formatted(digits.substring(0, 3), digits.substring(3, 6), digits.substring(6));
    }
}
