package ai.inhouse.store.backup;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Which backups of a workspace were made: `backups.json`. Whoever erases something learns from it
/// where it still is, and until when.
public final class BackupNotes {
    private final Path file;

    public BackupNotes(Workspace workspace) {
        this.file = workspace.folder().resolve("backups.json");
    }

    private record Stored(List<BackupNote> backups) {}

    /// Oldest first.
    public List<BackupNote> all() {
        return Files.exists(file) ? Json.read(file, Stored.class).backups() : List.of();
    }

    /// Notes a backup, and removes those whose time is over. Only the holder of the backup lock
    /// may.
    void add(BackupNote note, Instant now) throws IOException {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<BackupNote> left = new ArrayList<>();
        for (BackupNote old : all()) {
            boolean over =
                    old.keepUntil().filter(day -> LocalDate.parse(day).isBefore(today)).isPresent();
            if (over) {
                remove(old);
            } else {
                left.add(old);
            }
        }
        left.add(note);
        DurableFiles.write(file, Json.pretty(new Stored(left)));
    }

    /// Removes a backup's file if it is still that backup.
    private static void remove(BackupNote note) throws IOException {
        Path backup = Path.of(note.file());
        if (Files.exists(backup) && isOf(backup, note)) {
            Files.delete(backup);
        }
    }

    private static boolean isOf(Path backup, BackupNote note) {
        try {
            return Restore.manifest(backup).id().hex().equals(note.id());
        } catch (InhouseException e) {
            return false; // another file has its name now
        }
    }
}
