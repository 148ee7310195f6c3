package ai.inhouse.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Fault;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Encryption;
import ai.inhouse.store.Workspace;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir private Path folder;
    private Workspace workspace;

    @BeforeEach
    void make() throws Exception {
        workspace = Workspace.create(folder.resolve("w"));
        for (int i = 0; i < 20; i++) {
            addDocument(i);
        }
        model(0);
        Files.writeString(workspace.folder().resolve("audit.jsonl"), "{\"n\":0}\n");
        Files.createDirectories(workspace.folder().resolve("keys"));
        Files.writeString(workspace.folder().resolve("keys/evidence.key"), "secret");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private DocumentRecord addDocument(int number) {
        byte[] bytes = "text %d ".formatted(number).repeat(500).getBytes(StandardCharsets.UTF_8);
        Hash hash = workspace.files().put(bytes);
        DocumentRecord record =
                new DocumentRecord(
                        "/source/" + number,
                        number + ".md",
                        Optional.of(hash),
                        Optional.empty(),
                        1,
                        "",
                        "text/plain",
                        bytes.length,
                        "internal",
                        Map.of(),
                        NOON,
                        DocumentRecord.Status.READ,
                        "");
        new DocumentRecords(workspace.database()).put(List.of(record));
        return record;
    }

    private void erase(DocumentRecord record) {
        new DocumentRecords(workspace.database()).remove(List.of(record.source()));
        workspace.files().remove(record.id().orElseThrow());
    }

    /// A folder of two files that belong together.
    private void model(int version) throws Exception {
        DurableFiles.folder(
                workspace.model("harbour"),
                aside -> {
                    Files.writeString(aside.resolve("config.json"), "v" + version);
                    Files.writeString(
                            aside.resolve("model.safetensors"), ("v" + version).repeat(50_000));
                });
    }

    private Backup backup(Instant now) {
        return new Backup(workspace, InstantSource.fixed(now));
    }

    private Path made(String name) {
        return made(name, Progress.silent());
    }

    private Path made(String name, Progress progress) {
        Path file = folder.resolve(name);
        Backup.Made made = backup(NOON).write(file, Optional.empty(), true, progress);
        assertThat(made.damaged()).isEmpty();
        return file;
    }

    private Path restored(Path backup) {
        Path to = folder.resolve(backup.getFileName() + "-restored");
        new Restore(backup, Progress.silent()).to(to);
        return to;
    }

    @Test
    void restoresEveryFileAndRow() throws Exception {
        Path backup = made("all.zip");
        Path to = restored(backup);
        for (String file : List.of("models/harbour/config.json", "keys/evidence.key")) {
            assertThat(to.resolve(file)).hasSameBinaryContentAs(workspace.folder().resolve(file));
        }
        try (Workspace again = Workspace.open(to)) {
            assertThat(new DocumentRecords(again.database()).all())
                    .isEqualTo(new DocumentRecords(workspace.database()).all());
        }
        assertThat(Files.getPosixFilePermissions(backup)).hasSize(2);
        assertThat(new Restore(backup, Progress.silent()).check().files()).isEqualTo(25);
    }

    /// Documents come and go, a model is replaced and a log written to, as fast as they can, while
    /// backups are made: each of them is of one moment.
    @Test
    void isOfOneMomentThoughAllIsWrittenToMeanwhile() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> writers =
                    List.of(
                            threads.submit(repeating(stop, new DocumentsComeAndGo()::step)),
                            threads.submit(repeating(stop, new Counting(this::model)::step)),
                            threads.submit(repeating(stop, new Counting(this::log)::step)));
            try {
                for (int i = 0; i < 4; i++) {
                    checkWhole(restored(made("busy-%d.zip".formatted(i))));
                }
            } finally {
                stop.set(true);
            }
            for (Future<Integer> writer : writers) {
                assertThat(writer.get()).isPositive();
            }
        }
    }

    private static void checkWhole(Path to) throws Exception {
        try (Workspace again = Workspace.open(to)) {
            for (DocumentRecord record : new DocumentRecords(again.database()).all()) {
                assertThat(again.files().isIntact(record.id().orElseThrow()))
                        .as(record.name())
                        .isTrue();
            }
        }
        String config = Files.readString(to.resolve("models/harbour/config.json"));
        assertThat(Files.readString(to.resolve("models/harbour/model.safetensors")))
                .isEqualTo(config.repeat(50_000));
        String log = Files.readString(to.resolve("audit.jsonl"));
        assertThat(log).endsWith("}\n");
        log.lines().forEach(line -> Json.tree(line, "log"));
    }

    private interface Step {
        void run() throws Exception;
    }

    private interface NumberedStep {
        void run(int number) throws Exception;
    }

    /// How often it was done until it was stopped.
    private static Callable<Integer> repeating(AtomicBoolean stop, Step step) {
        return () -> {
            int times = 0;
            for (; !stop.get(); times++) {
                step.run();
                Thread.sleep(Duration.ofMillis(2));
            }
            return times;
        };
    }

    private static final class Counting {
        private final NumberedStep step;
        private int number;

        Counting(NumberedStep step) {
            this.step = step;
        }

        void step() throws Exception {
            step.run(++number);
        }
    }

    private final class DocumentsComeAndGo {
        private final ArrayDeque<DocumentRecord> there = new ArrayDeque<>();
        private int number = 1000;

        void step() throws Exception {
            there.add(addDocument(number++));
            // Erasing is rare; a backup that met it each time would give up.
            if (number % 40 == 0) {
                erase(there.removeFirst());
            }
        }
    }

    private void log(int number) throws Exception {
        Path log = workspace.folder().resolve("audit.jsonl");
        for (String half : List.of("{\"n\":", number + "}\n")) {
            Files.writeString(log, half, StandardOpenOption.APPEND);
        }
    }

    @Test
    void refusesABackupOfWhichAByteWasChanged() throws Exception {
        Path backup = made("changed.zip");
        byte[] bytes = Files.readAllBytes(backup);
        int refused = 0;
        for (int at = 50; at < bytes.length; at += bytes.length / 40) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x20;
            Path file = Files.write(folder.resolve("changed-%d.zip".formatted(at)), changed);
            try {
                new Restore(file, Progress.silent()).check();
            } catch (InhouseException e) {
                assertThat(e.fault()).isEqualTo(Fault.REFUSED);
                refused++;
            }
        }
        // The rest are bytes that say nothing, such as times and local headers' copies of names.
        assertThat(refused).isGreaterThan(20);
        Path cut = folder.resolve("cut.zip");
        Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 300));
        assertThatThrownBy(() -> new Restore(cut, Progress.silent()).to(folder.resolve("r")))
                .isInstanceOf(InhouseException.class);
        assertThat(folder.resolve("r")).doesNotExist();
    }

    @Test
    void overwritesNothing() throws Exception {
        Path backup = made("once.zip");
        assertThatThrownBy(() -> made("once.zip")).hasMessageContaining("there already");
        Restore restore = new Restore(backup, Progress.silent());
        assertThatThrownBy(() -> restore.to(workspace.folder())).hasMessageContaining("not empty");
        assertThatThrownBy(
                        () ->
                                backup(NOON)
                                        .write(
                                                workspace.folder().resolve("b.zip"),
                                                Optional.empty(),
                                                true,
                                                Progress.silent()))
                .hasMessageContaining("in the workspace");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(restore.to(empty).files()).isEqualTo(25);
    }

    @Test
    void writesNoFileOutsideOfTheWorkspace() throws Exception {
        byte[] text = "mine now".getBytes(StandardCharsets.UTF_8);
        var entry = new BackupManifest.Entry("../out.txt", text.length, Hash.of(text).hex(), "");
        var manifest = new BackupManifest(1, NOON.toString(), "w", true, List.of(entry), List.of());
        Path file = folder.resolve("evil.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry.path()));
            zip.write(text);
            zip.putNextEntry(new ZipEntry(BackupManifest.NAME));
            zip.write(Json.pretty(manifest).getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> new Restore(file, Progress.silent()).to(folder.resolve("x")))
                .hasMessageContaining("outside of the workspace");
        assertThat(folder.resolve("out.txt")).doesNotExist();
    }

    @Test
    void leavesKeysOutWhenToldTo() {
        Path file = folder.resolve("open.zip");
        backup(NOON).write(file, Optional.empty(), false, Progress.silent());
        Path to = restored(file);
        assertThat(to.resolve("keys")).doesNotExist();
        assertThat(to.resolve("models/harbour/config.json")).exists();
    }

    @Test
    void restoresAnEncryptedWorkspaceThatCanBeRead() {
        encrypt();
        addDocument(20);
        assertAllCanBeRead(made("sealed.zip"), 21);
    }

    @Test
    void beginsAnewWhenAFileThatWasCopiedLosesItsKeyBeforeThatIs() {
        DocumentRecord erased = addDocument(20);
        encrypt();
        assertAllCanBeRead(made("erased.zip", interrupted(21, () -> erase(erased))), 20);
    }

    @Test
    void beginsAnewWhenKeysAreChangedBetweenThoseOfTheWorkspaceAndThoseOfFiles() {
        encrypt();
        int root = 21;
        Progress rotating = interrupted(root, () -> new Encryption(workspace).rotate(""));
        assertAllCanBeRead(made("rotated.zip", rotating), 20);
    }

    private void encrypt() {
        new Encryption(workspace).enable("file:" + folder.resolve("master.key"));
    }

    private void assertAllCanBeRead(Path backup, int documents) {
        try (Workspace again = Workspace.open(restored(backup))) {
            assertThat(new DocumentRecords(again.database()).all())
                    .hasSize(documents)
                    .allSatisfy(
                            document -> {
                                Hash hash = document.id().orElseThrow();
                                assertThat(Hash.of(again.files().read(hash))).isEqualTo(hash);
                            });
        }
    }

    /// @param at how many files or folders are copied when something else happens, once
    private static Progress interrupted(int at, Runnable action) {
        return (name, total, unit) ->
                new Progress.Task() {
                    private int calls;

                    @Override
                    public void at(long done, String note) {
                        if (++calls == at) {
                            action.run();
                        }
                    }

                    @Override
                    public void close() {}
                };
    }

    @Test
    void callsNothingDamagedThatItCannotLookInto() throws Exception {
        encrypt();
        Files.delete(folder.resolve("master.key"));
        workspace.close();
        workspace = Workspace.open(workspace.folder());
        assertThatThrownBy(() -> made("blind.zip"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("master key");
        assertThat(folder.resolve("blind.zip")).doesNotExist();
    }

    @Test
    void saysWhichStoredFileIsDamaged() throws Exception {
        Hash hash = Hash.of("text 3 ".repeat(500));
        Path stored =
                workspace
                        .folder()
                        .resolve("files")
                        .resolve(hash.hex().substring(0, 2))
                        .resolve(hash.hex().substring(2));
        Files.writeString(stored, "rot");
        Backup.Made made =
                backup(NOON)
                        .write(folder.resolve("d.zip"), Optional.empty(), true, Progress.silent());
        assertThat(made.damaged()).hasSize(1).first().asString().contains(hash.hex().substring(2));
    }

    @Test
    void notesBackupsAndRemovesThoseWhoseTimeIsOver() {
        Path disk = folder.resolve("disk");
        disk.toFile().mkdirs();
        Backup.Made first = backup(NOON).write(disk, Optional.of(7), true, Progress.silent());
        Instant later = NOON.plus(Duration.ofDays(7));
        Backup.Made second = backup(later).write(disk, Optional.empty(), true, Progress.silent());
        assertThat(first.file()).exists();
        assertThat(first.note().keepUntil()).contains("2026-12-01");
        Instant after = NOON.plus(Duration.ofDays(8));
        Backup.Made third = backup(after).write(disk, Optional.empty(), true, Progress.silent());
        assertThat(first.file()).doesNotExist();
        assertThat(new BackupNotes(workspace).all()).containsExactly(second.note(), third.note());
    }

    @Test
    void takesTheCopyOfTheDatabaseAwayAgain() throws Exception {
        Path left = Files.writeString(workspace.folder().resolve(".backup.db"), "of one killed");
        made("clean.zip");
        assertThat(left).doesNotExist();
    }
}
