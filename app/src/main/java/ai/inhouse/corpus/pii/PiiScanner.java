package ai.inhouse.corpus.pii;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds all that some recognizers know in a text. Safe for use by many threads.
public final class PiiScanner {
    private static final Comparator<Finding> BETTER =
            Comparator.comparing(Finding::certainty)
                    .thenComparingInt(Finding::length)
                    .reversed()
                    .thenComparingInt(Finding::remoteness)
                    .thenComparingInt(Finding::start)
                    .thenComparing(Finding::label);

    private final Map<Anchor, List<Recognizer>> asked = new EnumMap<>(Anchor.class);
    private final Keywords keywords;

    public PiiScanner(List<Recognizer> recognizers) {
        Map<String, List<Recognizer>> byKeyword = new HashMap<>();
        Set<String> labels = new HashSet<>();
        for (Recognizer recognizer : recognizers) {
            if (!labels.add(recognizer.label())) {
                throw new IllegalArgumentException("two recognizers of " + recognizer.label());
            }
            recognizer.anchors().forEach(anchor -> asked(anchor).add(recognizer));
            for (String word : recognizer.keywords()) {
                byKeyword.computeIfAbsent(word, _ -> new ArrayList<>()).add(recognizer);
            }
        }
        for (Anchor anchor : Anchor.values()) {
            asked(anchor).sort(Comparator.comparingInt(Recognizer::minimumLength));
        }
        keywords = new Keywords(byKeyword);
    }

    private List<Recognizer> asked(Anchor anchor) {
        return asked.computeIfAbsent(anchor, _ -> new ArrayList<>());
    }

    /// What the text holds, in its order; no two overlap.
    public List<Finding> scan(String text) {
        List<Finding> found = new ArrayList<>();
        new AnchorPass(text, keywords, (place, length) -> ask(place, length, found)).run();
        return found.size() < 2 ? found : withoutOverlaps(found);
    }

    /// Recognizers are sorted by the least that they want to be asked for.
    private void ask(Place place, int length, List<Finding> found) {
        List<Recognizer> recognizers =
                place.anchor() == Anchor.KEYWORD
                        ? keywords.recognizers(place.value())
                        : asked(place.anchor());
        for (Recognizer recognizer : recognizers) {
            if (place.anchor() != Anchor.KEYWORD && recognizer.minimumLength() > length) {
                return;
            }
            recognizer.find(place, found::add);
        }
    }

    private static List<Finding> withoutOverlaps(List<Finding> found) {
        List<Finding> best = new ArrayList<>(found);
        best.sort(BETTER);
        TreeMap<Integer, Finding> byStart = new TreeMap<>();
        for (Finding finding : best) {
            var before = byStart.lowerEntry(finding.end());
            if (before == null || before.getValue().end() <= finding.start()) {
                byStart.put(finding.start(), finding);
            }
        }
        return List.copyOf(byStart.values());
    }
}
