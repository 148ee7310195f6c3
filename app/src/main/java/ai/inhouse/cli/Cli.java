package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

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
            DocumentsCommand.class,
            CorpusCommand.class,
            TokenizerCommand.class,
            PretrainCommand.class,
            TuneCommand.class,
            AlignCommand.class,
            EvaluateCommand.class,
            ChatCommand.class,
            ServeCommand.class,
            StudioCommand.class,
            ModelsCommand.class,
            RunsCommand.class,
            KeysCommand.class,
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
    @Mixin private Session session = new Session();

    /// Runs one command line.
    ///
    /// @return the exit code: 0, or 1 for our own fault, 2 for bad input, 3 for a gate that failed
    public static int run(String... args) {
        Cli cli = new Cli();
        CommandLine line = new CommandLine(cli);
        line.setExecutionExceptionHandler((e, at, parsed) -> cli.failed(e));
        line.setParameterExceptionHandler((e, given) -> cli.misused(e));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(args);
    }

    Session session() {
        return session;
    }

    @Override
    public void run() {
        new CommandLine(this).usage(System.out);
    }

    private int failed(Exception e) {
        InhouseException error =
                e instanceof InhouseException known
                        ? known
                        : InhouseException.internal(
                                "running the command",
                                "a part of Inhouse that did not expect it",
                                e,
                                "This is our mistake: please report it with the trace above.");
        if (error != e) {
            e.printStackTrace();
        }
        session.output().error(session.json(), error);
        return error.fault().exitCode();
    }

    private int misused(ParameterException e) {
        CommandLine line = e.getCommandLine();
        session.output()
                .error(
                        session.json(),
                        InhouseException.badInput(
                                "reading the command line",
                                line.getCommandSpec().qualifiedName(),
                                String.valueOf(e.getMessage()),
                                "See '%s --help'."
                                        .formatted(line.getCommandSpec().qualifiedName())));
        return 2;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"inhouse 0.1.0"};
        }
    }
}
