package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program's command line.
@Command(
        name = "inhouse",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        description = "Train your own language model, in house.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            QuickstartCommand.class,
            InitCommand.class,
            RunCommand.class,
            PlanCommand.class,
            CostCommand.class,
            DocumentsCommand.class,
            CorpusCommand.class,
            TokenizerCommand.class,
            PretrainCommand.class,
            TuneCommand.class,
            AlignCommand.class,
            EvaluateCommand.class,
            ChatCommand.class,
            DeployCommand.class,
            ServeCommand.class,
            StudioCommand.class,
            ModelsCommand.class,
            RunsCommand.class,
            TraceCommand.class,
            FindCommand.class,
            EraseCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            HoldCommand.class,
            EncryptionCommand.class,
            KeysCommand.class,
            AuditCommand.class,
            ReviewersCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
        },
        footer = {
            "",
            "Start here:",
            "  inhouse quickstart            every stage on a sample company, in ten minutes",
            "  inhouse init --documents DIR  the same for your own documents",
            "  inhouse COMMAND --help        what a command takes, with examples"
        })
public final class Cli implements Runnable {
    static final String VERSION = "0.1.0";
    private static final String JSON = "--json";

    @Mixin private final Session session;
    private final CommandLine line;
    private final PrintStream err;

    private Cli(PrintStream out, PrintStream err) {
        this.session = new Session(out, err);
        this.err = err;
        this.line =
                new CommandLine(this)
                        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                        .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /// Runs one command line.
    ///
    /// @param out where the result goes
    /// @param err where progress, remarks and errors go
    /// @return the exit code: 0, or 1 for our own fault, 2 for bad input, 3 for a gate that failed
    public static int run(PrintStream out, PrintStream err, String... args) {
        return new Cli(out, err).execute(List.of(args));
    }

    /// All commands and what they take.
    static CommandLine commands() {
        return new Cli(System.out, System.err).line;
    }

    private int execute(List<String> args) {
        boolean json = args.contains(JSON);
        line.setExecutionExceptionHandler((e, at, parsed) -> failed(e, json));
        line.setParameterExceptionHandler((e, given) -> misused(e, json));
        try {
            return line.execute(args.toArray(String[]::new));
        } catch (Error e) {
            return failed(e, json);
        }
    }

    Session session() {
        return session;
    }

    @Override
    public void run() {
        if (session.json()) {
            throw new ParameterException(line, "say what to do");
        }
        line.usage(line.getOut());
    }

    private int failed(Throwable e, boolean json) {
        InhouseException error = PlainWords.of(e);
        if (PlainWords.isUnforeseen(e)) {
            e.printStackTrace(err);
        }
        session.output().error(json, error);
        return error.fault().exitCode();
    }

    private int misused(ParameterException e, boolean json) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String help = "See '%s --help'.".formatted(command);
        List<String> near =
                e instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        session.output()
                .error(
                        json,
                        InhouseException.badInput(
                                "reading the command line",
                                command,
                                why(e),
                                near.isEmpty()
                                        ? help
                                        : "Did you mean %s? %s"
                                                .formatted(String.join(" or ", near), help)));
        return 2;
    }

    private static String why(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(e.getMessage());
        }
        String first = unmatched.getUnmatched().getFirst();
        boolean group = !e.getCommandLine().getSubcommands().isEmpty();
        return unmatched.isUnknownOption()
                ? "there is no option '%s'".formatted(first)
                : (group ? "there is no command '%s'" : "nothing is expected at '%s'")
                        .formatted(first);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"inhouse " + VERSION};
        }
    }
}
