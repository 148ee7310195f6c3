package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
    private static final long SEED = 20261124;
    private static final int KILLS = 3;

    /// Rows of `metrics.jsonl` that the two trainings write.
    private static final int ROWS = 6;

    @TempDir Path folder;

    @Test
    void endsWithTheSameBytesHoweverOftenItWasKilled() throws Exception {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        String recipe = company.folder().resolve("inhouse.yaml").toString();
        Path undisturbed = folder.resolve("undisturbed");
        Path disturbed = folder.resolve("disturbed");
        assertThat(Said.in(undisturbed, "tune", "--recipe", recipe).code()).isZero();

        Random random = new Random(SEED);
        Path log = folder.resolve("log.txt");
        for (int i = 0; i < KILLS; i++) {
            Child child =
                    Child.start(
                            log, "tune", "--recipe", recipe, "--workspace", disturbed.toString());
            waitFor(child, disturbed, 1 + random.nextInt(ROWS - 1));
            child.kill();
        }
        Said last = Said.in(disturbed, "tune", "--recipe", recipe);

        assertThat(last.code()).as(last.err() + Files.readString(log)).isZero();
        for (String model : new String[] {"tiny-pretrained", "tiny-tuned"}) {
            assertThat(weights(disturbed, model))
                    .as("%s, seed %d, after: %s", model, SEED, Files.readString(log))
                    .hasSameBinaryContentAs(weights(undisturbed, model));
        }
    }

    private static Path weights(Path workspace, String model) {
        return workspace.resolve("models").resolve(model).resolve("model.safetensors");
    }

    private static void waitFor(Child child, Path workspace, int rows) throws Exception {
        while (child.process().isAlive() && rows(workspace) < rows) {
            Thread.sleep(20);
        }
    }

    private static long rows(Path workspace) throws IOException {
        Path runs = workspace.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(runs, 2)) {
            for (Path file : files.toList()) {
                if (file.endsWith("metrics.jsonl")) {
                    return Files.readString(file).lines().count();
                }
            }
        }
        return 0;
    }
}
