package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.model.Weights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a token costs in memory, in a process that does nothing else, as a server: where tests of
/// every format came before, the compiler no longer knows which one is used.
class AllocationTest {
    private static final int ENOUGH = 1000;

    @Test
    void allocatesNextToNothingForEachToken() throws Exception {
        assertThat(bytesAToken()).as("bytes a token").isLessThan(ENOUGH);
    }

    private static long bytesAToken() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        AllocationTest.class.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Long.parseLong(said.strip());
    }

    /// Prints the bytes that a token costs once all is compiled, or after a minute.
    public static void main(String[] args) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        long least = Long.MAX_VALUE;
        try (Weights weights = DecoderGeneratorTest.weights();
                Generator generator = Generators.open(weights, WeightFormat.Q8_0, 1)) {
            while (least >= ENOUGH && System.nanoTime() < deadline) {
                long few = allocated(generator, 50);
                long many = allocated(generator, 200);
                least = Math.min(least, Math.abs(many - few) / 150);
            }
        }
        System.out.println(least);
    }

    /// Bytes that this thread allocates while it writes `tokens`.
    private static long allocated(Generator generator, int tokens) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        generator.stream(new int[] {1}, Sampling.greedy(tokens, List.of()), id -> true);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
