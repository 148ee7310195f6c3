package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import java.util.List;

/// What a sealed version consists of; its hash is the version. No times: the same corpus made again
/// is the same version.
///
/// @param format of the manifest and the shards
/// @param settings it was made with
record CorpusManifest(
        int format, CorpusSettings settings, List<Shard> shards, List<Corpus.Removed> removed) {
    static final int FORMAT = 1;

    /// A file of documents, one JSON object a line.
    record Shard(Corpus.Split split, String hash, int documents, long sizeBytes) {
        Hash file() {
            return new Hash(hash);
        }
    }
}
