package ai.inhouse.cli;

import ai.inhouse.Main;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The command line in a process of its own, which may be killed.
///
/// @param log all that it says
record Child(Process process, Path log) {
    /// @param flags of its JVM, beside this one's
    static Child start(Path log, List<String> flags, String... args) throws IOException {
        return start(log, Map.of(), flags, args);
    }

    /// @param environment more variables
    static Child start(
            Path log, Map<String, String> environment, List<String> flags, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-Xmx"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                        .start();
        // A test that fails leaves none behind.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        return new Child(process, log);
    }

    /// As `kill -9`: nothing of it gets to say goodbye.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// As Ctrl-C.
    ///
    /// @return whether it ended as one that was told so, and not otherwise
    boolean interrupt() throws IOException, InterruptedException {
        return stop(isDeafToInterrupts() ? 15 : 2);
    }

    /// As an init system does.
    ///
    /// @return whether it ended as one that was told so, and not otherwise
    boolean terminate() throws IOException, InterruptedException {
        return stop(15);
    }

    private boolean stop(int signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 128 + signal;
    }

    /// What a shell starts in the background ignores Ctrl-C, and so do its children.
    private boolean isDeafToInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .anyMatch(ignored -> (ignored & 2) != 0);
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    /// Until there is something to go on from: a checkpoint of a step that was taken.
    void waitForCheckpoint(Path workspace, String stage) throws IOException, InterruptedException {
        while (process.isAlive() && !hasCheckpoint(workspace, stage)) {
            Thread.sleep(5);
        }
    }

    private static boolean hasCheckpoint(Path workspace, String stage) throws IOException {
        Path runs = workspace.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return false;
        }
        try (Stream<Path> all = Files.list(runs)) {
            for (Path run : all.toList()) {
                Path checkpoints = run.resolve("checkpoints").resolve(stage);
                if (Files.isDirectory(checkpoints)) {
                    try (Stream<Path> steps = Files.list(checkpoints)) {
                        return steps.anyMatch(
                                s -> s.getFileName().toString().matches("step-0*[1-9]\\d*"));
                    }
                }
            }
            return false;
        }
    }
}
