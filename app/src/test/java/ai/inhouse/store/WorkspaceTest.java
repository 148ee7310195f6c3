package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir private Path folder;

    @Test
    void laysOutTheFoldersAndOpensAgain() {
        Workspace.create(folder.resolve("w")).close();
        try (Workspace workspace = Workspace.open(folder.resolve("w"))) {
            assertThat(workspace.folder()).isDirectoryContaining("glob:**/files");
            assertThat(workspace.folder()).isDirectoryContaining("glob:**/runs");
            assertThat(workspace.folder()).isDirectoryContaining("glob:**/models");
            assertThat(workspace.folder().resolve("inhouse.db")).doesNotExist();
            assertThat(new DocumentRecords(workspace.database()).all()).isEmpty();
            assertThat(workspace.folder().resolve("inhouse.db")).exists();
        }
    }

    @Test
    void refusesAFolderThatIsNoWorkspace() {
        assertThatThrownBy(() -> Workspace.open(folder))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> {
                            assertThat(e.fault()).isEqualTo(Fault.BAD_INPUT);
                            assertThat(e.next()).contains("inhouse init");
                        });
        assertThatThrownBy(() -> Workspace.open(folder.resolve("none")))
                .hasMessageContaining("no such folder");
    }

    @Test
    void tellsTheSecondWriterWhoIsTheFirst() {
        try (Workspace one = Workspace.create(folder);
                Workspace two = Workspace.open(folder)) {
            try (WorkspaceLock held = one.lock("pretraining")) {
                assertThat(held).isNotNull();
                assertThatThrownBy(() -> two.lock("tuning", Duration.ofMillis(100)))
                        .isInstanceOf(InhouseException.class)
                        .hasMessageContaining("tuning")
                        .hasMessageContaining(
                                "process %d, pretraining".formatted(ProcessHandle.current().pid()));
                assertThat(new RunRecords(two.database()).all()).isEmpty();
            }
            two.lock("tuning", Duration.ZERO).close();
        }
    }

    @Test
    void waitsForAWriterThatIsAboutToEnd() throws Exception {
        try (Workspace workspace = Workspace.create(folder)) {
            WorkspaceLock first = workspace.lock("first");
            Thread ending =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            Thread.sleep(200);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        first.close();
                                    });
            workspace.lock("second", Duration.ofSeconds(20)).close();
            ending.join();
        }
    }

    @Test
    void takesOverFromAProcessThatWasKilled() throws Exception {
        Workspace.create(folder).close();
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (Workspace workspace = Workspace.open(folder)) {
            Path ready = folder.resolve("ready");
            for (int wait = 0; !Files.exists(ready) && wait < 600 && child.isAlive(); wait++) {
                Thread.sleep(50);
            }
            assertThatThrownBy(() -> workspace.lock("tuning", Duration.ZERO))
                    .hasMessageContaining("process " + child.pid());
            child.destroyForcibly().waitFor();
            workspace.lock("tuning", Duration.ofSeconds(5)).close();
        } finally {
            child.destroyForcibly();
        }
    }

    /// Takes the lock and keeps it until it is killed.
    static final class Holder {
        public static void main(String[] args) throws Exception {
            Workspace workspace = Workspace.open(Path.of(args[0]));
            List<WorkspaceLock> held = List.of(workspace.lock("holding"));
            Files.createFile(workspace.folder().resolve("ready"));
            Thread.sleep(Duration.ofMinutes(5));
            held.forEach(WorkspaceLock::close);
        }
    }
}
