package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import java.util.List;
import java.util.Optional;

/// What a sealed version consists of; its hash is the version. No times: the same corpus made again
/// is the same version.
///
/// @param format of the manifest and the shards
/// @param settings it was made with
/// @param pii absent in format 1
/// @param findings hash of the list of what was found, one JSON object a line; absent in format 1
record CorpusManifest(
        int format,
        CorpusSettings settings,
        List<Shard> shards,
        List<Corpus.Removed> removed,
        Optional<PiiSummary> pii,
        Optional<String> findings) {
    static final int FORMAT = 2;

    /// A file of documents, one JSON object a line.
    record Shard(Corpus.Split split, String hash, int documents, long sizeBytes) {
        Hash file() {
            return new Hash(hash);
        }
    }
}
