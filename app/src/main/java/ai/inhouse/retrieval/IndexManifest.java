package ai.inhouse.retrieval;

import ai.inhouse.base.Hash;
import ai.inhouse.identity.AccessLabel;
import java.util.List;

/// What an index consists of; an index without one is not complete.
///
/// @param corpus version that it is of
/// @param parts one for each access label, in the labels' order
record IndexManifest(String corpus, List<Part> parts) {
    static final String FILE = "index.json";

    /// Raised when what is written here can no longer be read as before.
    private static final String FORMAT = "1";

    IndexManifest {
        parts = List.copyOf(parts);
    }

    /// The passages of one label, in a Lucene index of their own: a search for somebody opens those
    /// that they may read, and has no way to the others.
    ///
    /// @param folder below the index's own
    record Part(String label, String folder, int passages) {
        AccessLabel accessLabel() {
            return AccessLabel.parse(label);
        }
    }

    int passages() {
        return parts.stream().mapToInt(Part::passages).sum();
    }

    /// The folder of a corpus version's index: another wherever anything would be indexed
    /// otherwise.
    static String folder(Hash corpus) {
        return Hash.ofParts(
                        List.of(
                                FORMAT,
                                corpus.hex(),
                                MiniLm.NAME,
                                String.valueOf(PassageSplitter.VERSION)))
                .hex()
                .substring(0, 16);
    }
}
