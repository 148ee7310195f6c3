package ai.inhouse.corpus.pii.measured;

import ai.inhouse.base.Json;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.PiiScanner;
import ai.inhouse.corpus.pii.measured.PiiScore.Counts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Compares what a scanner finds with what there is: in made documents, and in passages of a real
/// handbook that were labelled by hand. A value counts as found if a finding of its label covers it
/// and is not much longer.
public final class PiiCheck {
    /// What must hold before findings are to be relied on.
    public static final double LEAST_F1 = 0.95;

    public static final double LEAST_RECALL = 0.85;
    public static final double MOST_FALSE_POSITIVES_PER_100_KB = 3;

    /// A finding may reach so far beyond its value: a title, a full stop, a town.
    private static final double LONGER = 1.6;

    private static final int DOCUMENTS = 2000;

    private final PiiScanner scanner;

    public PiiCheck(PiiScanner scanner) {
        this.scanner = scanner;
    }

    /// Two thousand documents made of templates and values.
    public PiiScore made(long seed) {
        return score("made", new MadeTexts(seed).make(DOCUMENTS));
    }

    /// Passages of a real handbook.
    public PiiScore real() {
        return score(
                "real",
                MadeTexts.lines("passages.jsonl").stream()
                        .map(line -> Json.mapper().readValue(line, LabelledText.class))
                        .toList());
    }

    PiiScore score(String set, List<LabelledText> texts) {
        texts.forEach(text -> scanner.scan(text.text())); // what is timed is compiled code
        TreeMap<String, Counts> labels = new TreeMap<>();
        long bytes = 0;
        long nanos = 0;
        for (LabelledText text : texts) {
            bytes += text.text().getBytes(StandardCharsets.UTF_8).length;
            long began = System.nanoTime();
            List<Finding> findings = scanner.scan(text.text());
            nanos += System.nanoTime() - began;
            compare(text, findings, labels);
        }
        int found = labels.values().stream().mapToInt(Counts::found).sum();
        int missed = labels.values().stream().mapToInt(Counts::missed).sum();
        int wrong = labels.values().stream().mapToInt(Counts::wrong).sum();
        Counts all = new Counts(found, missed, wrong);
        return new PiiScore(
                set,
                texts.size(),
                bytes,
                all.precision(),
                all.recall(),
                2.0 * found / Math.max(1, 2 * found + missed + wrong),
                labels.values().stream().mapToDouble(Counts::recall).min().orElse(1),
                wrong * 1e5 / Math.max(1, bytes),
                bytes * 1e3 / Math.max(1, nanos),
                labels);
    }

    private static void compare(
            LabelledText text, List<Finding> findings, Map<String, Counts> labels) {
        List<Finding> left = new ArrayList<>(findings);
        for (LabelledText.Value value : text.values()) {
            boolean found = left.removeIf(finding -> isFound(value, finding));
            count(labels, value.label(), found ? 1 : 0, found ? 0 : 1, 0);
        }
        left.forEach(finding -> count(labels, finding.label(), 0, 0, 1));
    }

    private static boolean isFound(LabelledText.Value value, Finding finding) {
        return finding.label().equals(value.label())
                && finding.start() <= value.start()
                && finding.end() >= value.end()
                && finding.end() - finding.start() <= LONGER * (value.end() - value.start()) + 2;
    }

    private static void count(
            Map<String, Counts> labels, String label, int found, int missed, int wrong) {
        labels.put(
                label, labels.getOrDefault(label, new Counts(0, 0, 0)).plus(found, missed, wrong));
    }
}
