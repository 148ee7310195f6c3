package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/// A process of its own that stores random files until it is killed.
final class Filling {
    private static final int ENOUGH = 20;

    private Filling() {}

    /// @param main whose `main` stores them
    /// @param stored what lies there by now
    /// @return what lies there after the kill
    static List<Path> untilKilled(
            Class<?> main, Path argument, Path log, Callable<List<Path>> stored) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName(),
                                argument.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            for (int i = 0; stored.call().size() < ENOUGH && i < 1200 && child.isAlive(); i++) {
                Thread.sleep(50);
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        List<Path> files = stored.call();
        assertThat(files).hasSizeGreaterThanOrEqualTo(ENOUGH);
        return files;
    }

    static void fill(ContentStore store) {
        Random random = new Random(7);
        while (true) {
            byte[] bytes = new byte[random.nextInt(300_000)];
            random.nextBytes(bytes);
            store.put(bytes);
        }
    }
}
