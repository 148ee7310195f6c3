package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The commands and what they take are a contract with scripts: a change shows here.
class GrammarTest {
    private static final String FROZEN = "grammar.txt";

    @Test
    void isTheOneThatScriptsRelyOn() throws IOException {
        List<String> lines = new ArrayList<>();
        describe(Cli.commands(), lines);
        Path now = Path.of("target", FROZEN);
        Files.createDirectories(now.getParent());
        Files.write(now, lines);

        assertThat(lines)
                .as(
                        "the command grammar; to accept the new one, copy app/target/%1$s over"
                                + " app/src/test/resources/ai/inhouse/cli/%1$s",
                        FROZEN)
                .containsExactlyElementsOf(frozen());
    }

    @Test
    void givesAnExampleForEachCommand() {
        for (CommandLine command : leaves(Cli.commands())) {
            String name = command.getCommandSpec().qualifiedName();
            Said said = Said.by((name.substring("inhouse ".length()) + " --help").split(" "));

            assertThat(said.code()).as(name).isZero();
            assertThat(said.out()).as(name).containsPattern("Examples?:\\R  (inhouse|source)");
        }
    }

    @Test
    void completesCommandsInTheShell() {
        assertThat(Said.by("completion").out()).contains("quickstart", "complete -F");
    }

    private static List<String> frozen() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GrammarTest.class.getResourceAsStream(FROZEN), FROZEN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void describe(CommandLine command, List<String> lines) {
        lines.add(command.getCommandSpec().qualifiedName());
        command.getCommandSpec().positionalParameters().stream()
                .map(p -> "  %s %s %s".formatted(p.paramLabel(), p.arity(), type(p)))
                .forEach(lines::add);
        command.getCommandSpec().options().stream()
                .filter(o -> !o.inherited() && !o.usageHelp() && !o.versionHelp())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .map(GrammarTest::describe)
                .forEach(lines::add);
        command.getSubcommands().values().forEach(sub -> describe(sub, lines));
    }

    private static String describe(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : " " + type(option);
        String without = option.defaultValue() == null ? "" : " = " + option.defaultValue();
        return "  %s%s%s%s"
                .formatted(
                        option.longestName(),
                        value,
                        without,
                        option.required() ? ", required" : "");
    }

    private static String type(ArgSpec arg) {
        return arg.auxiliaryTypes()[0].getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static List<CommandLine> leaves(CommandLine command) {
        List<CommandLine> leaves = new ArrayList<>();
        for (CommandLine sub : command.getSubcommands().values()) {
            if (sub.getSubcommands().isEmpty()) {
                leaves.add(sub);
            } else {
                leaves.addAll(leaves(sub));
            }
        }
        return leaves;
    }
}
