package ai.inhouse.store.backup;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;

/// Makes a workspace of a backup again, once every file in it has the hash that it had. The folder
/// appears when it is whole.
public final class Restore {
    private static final String WHAT = "reading a backup";
    private static final int CHUNK = 1 << 18;

    private final Path backup;
    private final Progress progress;

    public Restore(Path backup, Progress progress) {
        this.backup = backup;
        this.progress = progress;
    }

    /// What a backup holds.
    ///
    /// @param bytes of its files, unpacked
    /// @param withKeys whether the workspace's secrets are in it
    /// @param damaged files that were damaged already when it was made
    public record Content(
            String madeAt,
            String workspace,
            int files,
            long bytes,
            boolean withKeys,
            List<String> damaged) {}

    /// Where a file's bytes go while they are checked.
    private interface Target {
        OutputStream open(BackupManifest.Entry entry) throws IOException;
    }

    /// Reads all of the backup and compares every hash.
    ///
    /// @throws InhouseException refused, naming the first file that is not as it was
    public Content check() {
        try {
            return unpack(entry -> OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw broken(backup, String.valueOf(e.getMessage()));
        }
    }

    /// @param to a folder that does not exist, or is empty
    /// @throws InhouseException refused, naming the first file that is not as it was; the folder is
    ///   then as it stood
    public Content to(Path to) {
        Path folder = to.toAbsolutePath().normalize();
        try {
            requireEmpty(folder);
            Content[] content = new Content[1];
            DurableFiles.folder(
                    folder,
                    aside -> {
                        content[0] = unpack(entry -> create(aside, entry));
                        for (String part : List.of("files", "runs", "models")) {
                            Files.createDirectories(aside.resolve(part));
                        }
                    });
            return content[0];
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "restoring a workspace",
                    folder,
                    e,
                    "Check the free space and the rights of that folder, then run it again.");
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw InhouseException.badInput(
                        "restoring a workspace",
                        folder,
                        "the folder is not empty, and nothing is overwritten",
                        "Name a new folder; move it to its place when you have looked at it.");
            }
        }
    }

    private static OutputStream create(Path root, BackupManifest.Entry entry) throws IOException {
        Path file = root.resolve(entry.path());
        Files.createDirectories(file.getParent());
        if (!entry.rights().isEmpty()
                && Files.getFileStore(root).supportsFileAttributeView("posix")) {
            var rights = PosixFilePermissions.fromString(entry.rights());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(rights));
        }
        return Files.newOutputStream(file);
    }

    private Content unpack(Target target) throws IOException {
        try (ZipFile zip = new ZipFile(backup.toFile(), StandardCharsets.UTF_8)) {
            BackupManifest manifest = manifest(zip, backup);
            requireSame(zip, manifest);
            try (Progress.Task task = progress.begin("restoring", manifest.bytes(), "bytes")) {
                long done = 0;
                for (BackupManifest.Entry entry : manifest.files()) {
                    copy(zip, entry, target);
                    done += entry.bytes();
                    task.at(done, "");
                }
            }
            return new Content(
                    manifest.madeAt(),
                    manifest.workspace(),
                    manifest.files().size(),
                    manifest.bytes(),
                    manifest.withKeys(),
                    manifest.damaged());
        }
    }

    private void requireSame(ZipFile zip, BackupManifest manifest) {
        Set<String> names = new HashSet<>(Set.of(BackupManifest.NAME));
        Path anywhere = Path.of("w").toAbsolutePath();
        for (BackupManifest.Entry entry : manifest.files()) {
            Path place = anywhere.resolve(entry.path()).normalize();
            if (!place.startsWith(anywhere) || place.equals(anywhere) || entry.bytes() < 0) {
                throw broken(backup, "it names a file outside of the workspace");
            }
            if (!names.add(entry.path())) {
                throw broken(backup, "it holds a file twice: " + entry.path());
            }
        }
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw broken(backup, "its manifest does not know the file " + name);
                        });
    }

    private void copy(ZipFile zip, BackupManifest.Entry entry, Target target) throws IOException {
        ZipEntry packed =
                Optional.ofNullable(zip.getEntry(entry.path()))
                        .orElseThrow(() -> broken(backup, "it lacks the file " + entry.path()));
        MessageDigest digest = Hash.digest();
        long left = entry.bytes();
        byte[] buffer = new byte[CHUNK];
        try (OutputStream out = target.open(entry)) {
            try (InputStream in = zip.getInputStream(packed)) {
                for (int n = in.read(buffer); n >= 0 && left >= 0; n = in.read(buffer)) {
                    left -= n;
                    digest.update(buffer, 0, n);
                    out.write(buffer, 0, n);
                }
            } catch (ZipException e) {
                throw broken(backup, "%s: %s".formatted(entry.path(), e.getMessage()));
            }
        }
        Hash hash = Hash.of(digest);
        if (left != 0 || !hash.hex().equals(entry.sha256())) {
            throw broken(
                    backup,
                    "the bytes of %s are not those that were saved".formatted(entry.path()));
        }
    }

    /// What a file says that it holds; nothing of it is checked.
    static BackupManifest manifest(Path backup) {
        try (ZipFile zip = new ZipFile(backup.toFile(), StandardCharsets.UTF_8)) {
            return manifest(zip, backup);
        } catch (IOException e) {
            throw broken(backup, String.valueOf(e.getMessage()));
        }
    }

    private static BackupManifest manifest(ZipFile zip, Path backup) throws IOException {
        ZipEntry entry = zip.getEntry(BackupManifest.NAME);
        if (entry == null) {
            throw broken(backup, "it has no manifest, so it is none of ours or was cut off");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            BackupManifest manifest = Json.mapper().readValue(in, BackupManifest.class);
            if (manifest.format() != BackupManifest.FORMAT) {
                throw broken(backup, "it is of format %d".formatted(manifest.format()));
            }
            return manifest;
        } catch (JacksonException e) {
            throw broken(backup, "its manifest is damaged: " + e.getOriginalMessage());
        }
    }

    private static InhouseException broken(Path backup, String why) {
        return InhouseException.refused(WHAT, backup, why, "Take another copy of this backup.");
    }
}
