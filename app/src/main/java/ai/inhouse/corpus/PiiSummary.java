package ai.inhouse.corpus;

import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiFinding;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was found in a corpus's documents, counted by label.
public record PiiSummary(SortedMap<String, Count> found) {
    public static final PiiSummary NONE = new PiiSummary(new TreeMap<>());

    /// @param found in all documents
    /// @param documents that have one
    /// @param action what was done about them
    public record Count(int found, int documents, PiiAction action) {}

    static PiiSummary of(List<PiiFinding> findings) {
        SortedMap<String, Count> counts = new TreeMap<>();
        Map<String, Set<String>> documents = new TreeMap<>();
        for (PiiFinding finding : findings) {
            Set<String> having = documents.computeIfAbsent(finding.label(), _ -> new HashSet<>());
            having.add(finding.document());
            int before =
                    counts.containsKey(finding.label()) ? counts.get(finding.label()).found : 0;
            counts.put(finding.label(), new Count(before + 1, having.size(), finding.action()));
        }
        return new PiiSummary(counts);
    }
}
