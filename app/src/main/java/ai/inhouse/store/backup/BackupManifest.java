package ai.inhouse.store.backup;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import java.util.List;

/// What a backup holds: the last entry of its ZIP file, `META-INF/inhouse-backup.json`.
///
/// @param format of the backup, 1
/// @param madeAt ISO 8601: when the database was copied
/// @param workspace the folder's name
/// @param withKeys whether the workspace's secrets are in it
/// @param damaged files whose bytes were no longer those that were stored: they are kept as found
record BackupManifest(
        int format,
        String madeAt,
        String workspace,
        boolean withKeys,
        List<Entry> files,
        List<String> damaged) {
    static final int FORMAT = 1;
    static final String NAME = "META-INF/inhouse-backup.json";

    BackupManifest {
        files = List.copyOf(files);
        damaged = List.copyOf(damaged);
    }

    /// @param path relative to the workspace, with slashes; also the ZIP entry's name
    /// @param rights as in `rw-r-----`; empty where the file system knows none
    record Entry(String path, long bytes, String sha256, String rights) {}

    long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    /// Tells this backup from all others.
    Hash id() {
        return Hash.of(Json.write(this));
    }
}
