package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Document;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Chooses the documents that are kept for evaluation: by a hash of their name, so that a document
/// stays on its side when it is edited and when others come and go.
final class HeldOut {
    private static final int ENOUGH = 10;

    private HeldOut() {}

    private record Placed(String name, double position) {}

    /// The names of about the given fraction of the documents; at least one of ten or more, and
    /// never all.
    static Set<String> names(List<Document> documents, double fraction) {
        if (fraction == 0 || documents.size() < 2) {
            return Set.of();
        }
        List<Placed> byHash =
                documents.stream()
                        .map(Document::name)
                        .distinct()
                        .map(name -> new Placed(name, position(name)))
                        .sorted(Comparator.comparingDouble(Placed::position))
                        .toList();
        Set<String> chosen =
                byHash.stream()
                        .filter(placed -> placed.position() < fraction)
                        .map(Placed::name)
                        .collect(Collectors.toSet());
        if (chosen.isEmpty() && documents.size() >= ENOUGH) {
            return Set.of(byHash.getFirst().name());
        }
        if (chosen.size() == byHash.size()) {
            chosen.remove(byHash.getLast().name());
        }
        return chosen;
    }

    /// Evenly spread over 0 to 1.
    private static double position(String name) {
        String digits = Hash.ofParts(List.of("held_out", name)).hex().substring(0, 12);
        return Long.parseLong(digits, 16) / 0x1p48;
    }
}
