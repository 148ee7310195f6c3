package ai.inhouse.cli;

import ai.inhouse.base.Progress;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that stand anywhere on the command line, and what every command prints to.
final class Session {
    @Option(
            names = "--workspace",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            defaultValue = "workspace",
            description = "Folder with everything Inhouse makes (default: ./workspace).")
    private Path workspace = Path.of("workspace");

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print one JSON object on stdout.")
    private boolean json;

    private final Output output;
    private final Progress progress;

    Session(PrintStream out, PrintStream err) {
        output = new Output(out, err);
        progress = TerminalProgress.to(err);
    }

    Path workspace() {
        return workspace.toAbsolutePath().normalize();
    }

    boolean json() {
        return json;
    }

    Output output() {
        return output;
    }

    Progress progress() {
        return progress;
    }
}
