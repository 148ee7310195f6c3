package ai.inhouse.training.distributed;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// This program once more, as another rank.
///
/// @param place the variables that say which
/// @param environment of this process
record Program(Map<String, String> place, Map<String, String> environment) {
    private static final String MAIN = "ai.inhouse.Main";
    private static final String VERB = "pretrain";

    /// Where the program lies on other machines, if not where it lies here.
    private static final String ELSEWHERE = "INHOUSE_REMOTE_PROGRAM";

    /// On this machine: the same virtual machine with the same flags.
    ProcessBuilder here() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, VERB));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(place);
        return builder;
    }

    /// On another one, which this user may log in to without a password.
    ProcessBuilder at(String host) {
        return new ProcessBuilder("ssh", "-o", "BatchMode=yes", "-T", host, line());
    }

    /// What to type there.
    String line() {
        String home = System.getProperty("inhouse.home", "");
        String program =
                environment.getOrDefault(ELSEWHERE, home.isEmpty() ? "inhouse" : home + "/inhouse");
        return place.entrySet().stream()
                .map(set -> set.getKey() + "=" + quoted(set.getValue()))
                .collect(
                        Collectors.joining(" ", "env ", " %s %s".formatted(quoted(program), VERB)));
    }

    /// For a shell.
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
