package ai.inhouse.documents;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Workspace;
import ai.inhouse.store.WorkspaceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was erased, told by keyed hashes only: so that it does not come back with the next reading,
/// and nobody can tell from the list what it was.
public final class Tombstones {
    private final Path file;
    private final Workspace workspace;
    private final List<Tombstone> tombstones;

    /// @param keyedHash HMAC of the erased original's hash
    /// @param erasedAt ISO 8601
    public record Tombstone(String keyedHash, String erasedAt, String reason) {}

    private record Stored(List<Tombstone> tombstones) {}

    public Tombstones(Workspace workspace) {
        file = workspace.folder().resolve("erasures").resolve("tombstones.json");
        this.workspace = workspace;
        tombstones =
                Files.exists(file)
                        ? new ArrayList<>(Json.read(file, Stored.class).tombstones())
                        : new ArrayList<>();
    }

    /// @param original hash of a document's bytes
    public Optional<Tombstone> find(Hash original) {
        if (tombstones.isEmpty()) {
            return Optional.empty();
        }
        String hash = keyed(original);
        return tombstones.stream().filter(stone -> stone.keyedHash().equals(hash)).findFirst();
    }

    /// Adds one; what has one keeps it.
    public Tombstone add(Hash original, String erasedAt, String reason) {
        Optional<Tombstone> before = find(original);
        if (before.isPresent()) {
            return before.get();
        }
        Tombstone tombstone = new Tombstone(keyed(original), erasedAt, reason);
        tombstones.add(tombstone);
        try {
            DurableFiles.write(file, Json.pretty(new Stored(tombstones)));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "recording an erasure", file, e, "Check the disk, then erase it again.");
        }
        return tombstone;
    }

    private String keyed(Hash original) {
        return WorkspaceKey.random(workspace, "erasure")
                .hmacHex(original.hex().getBytes(StandardCharsets.US_ASCII));
    }
}
