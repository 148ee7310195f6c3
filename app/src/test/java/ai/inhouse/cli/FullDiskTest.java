package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a disk of a few megabytes in memory, which only root may make; left out for others.
class FullDiskTest {
    @TempDir Path folder;
    private Path disk = Path.of(".");

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk"));
        assumeThat(system("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()))
                .as("only root can make a small disk to fill")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        system("umount", disk.toString());
    }

    @Test
    void saysSoAndGoesOnWhenThereIsRoomAgain() throws Exception {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        String recipe = company.shortRecipe("").toString();
        Path workspace = disk.resolve("workspace");

        Said full = Said.in(workspace, "pretrain", "--recipe", recipe);
        assertThat(full.code()).as(full.err()).isEqualTo(1);
        assertThat(full.err()).contains("No space left on device", "  next ", "free space");
        assertThat(full.err()).doesNotContain("\tat ");

        assertThat(system("mount", "-o", "remount,size=64m", disk.toString())).isZero();
        Said roomy = Said.in(workspace, "pretrain", "--recipe", recipe);
        assertThat(roomy.code()).as(roomy.err()).isZero();
    }

    private static int system(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException e) {
            return -1; // there is no such command here
        }
    }
}
