package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What learning the company's documents cost elsewhere: bits per byte on general text against the
/// model before.
public final class Forgetting implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "forgetting",
                    "Forgetting",
                    "By how much bits per byte on general text, not the company's, rose against"
                            + " the model before: 0% means that nothing was lost.",
                    Measure.Better.LOWER,
                    Measure.Scale.CHANGE);

    private final List<TextItem> texts;
    private final List<TextBits.Count> before;

    private Forgetting(List<TextItem> texts, List<TextBits.Count> before) {
        this.texts = texts;
        this.before = before;
    }

    /// Reads the texts once as the model before does; it may be closed after.
    ///
    /// @param texts at least one that is not blank; blank ones are left out
    public static Forgetting against(
            EvaluatedModel before, List<TextItem> texts, Progress progress) {
        List<TextItem> read = texts.stream().filter(text -> !text.text().isBlank()).toList();
        if (read.isEmpty()) {
            throw new IllegalArgumentException("forgetting on no text");
        }
        return new Forgetting(read, TextBits.count(before, read, progress));
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    /// Each text's own change counts by the bits it took before, so that the mean is the change of
    /// the sum.
    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        List<TextBits.Count> after = TextBits.count(model, texts, progress);
        List<Item> items = new ArrayList<>();
        double bitsBefore = 0;
        double bitsAfter = 0;
        double bytes = 0;
        for (int i = 0; i < after.size(); i++) {
            double bits = before.get(i).bits();
            double change = after.get(i).bits() / bits - 1;
            items.add(new Item(texts.get(i).id(), change, bits, Optional.empty()));
            bitsBefore += bits;
            bitsAfter += after.get(i).bits();
            bytes += after.get(i).bytes();
        }
        return Measurement.mean(
                MEASURE,
                items,
                Map.of(
                        "bits_per_byte", bitsAfter / bytes,
                        "bits_per_byte_before", bitsBefore / bytes));
    }
}
