package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How well a model predicts text that it never saw. Unlike perplexity, bits per byte can be
/// compared between tokenizers.
public final class BitsPerByte implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "bits_per_byte",
                    "Bits per byte",
                    "How many bits the model needs to tell each byte of documents held out from"
                            + " training: less means that it knows their language and facts"
                            + " better.",
                    Measure.Better.LOWER,
                    Measure.Scale.BITS);

    private final List<TextItem> texts;

    /// @param texts at least one that is not blank; blank ones are left out
    public BitsPerByte(List<TextItem> texts) {
        this.texts = texts.stream().filter(text -> !text.text().isBlank()).toList();
        if (this.texts.isEmpty()) {
            throw new IllegalArgumentException("bits per byte of no text");
        }
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        List<TextBits.Count> counts = TextBits.count(model, texts, progress);
        List<Item> items = new ArrayList<>();
        double bytes = 0;
        for (int i = 0; i < counts.size(); i++) {
            TextBits.Count count = counts.get(i);
            bytes += count.bytes();
            items.add(
                    new Item(
                            texts.get(i).id(),
                            count.bits() / count.bytes(),
                            count.bytes(),
                            Optional.empty()));
        }
        return Measurement.mean(MEASURE, items, Map.of("bytes", bytes));
    }
}
