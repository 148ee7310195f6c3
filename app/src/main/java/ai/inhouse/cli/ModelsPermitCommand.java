package ai.inhouse.cli;

import ai.inhouse.governance.WithdrawnModels;
import ai.inhouse.store.Workspace;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse models permit`: lets a withdrawn model answer.
@Command(
        name = "permit",
        description = {
            "Let a model answer that was withdrawn since it holds what was erased.",
            "Who decided that, and why, is kept in the workspace's withdrawn.json."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  inhouse models permit harbour-tuned --by Ada --reason \"until Monday's run\""
        })
final class ModelsPermitCommand extends Subcommand {
    @Parameters(paramLabel = "NAME", description = "A model, or BASE/NAME of an adapter.")
    private String name = "";

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who says so.")
    private String by = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Override
    public Integer call() {
        try (Workspace workspace = openWorkspace();
                var _ = workspace.lock("permitting a model")) {
            WithdrawnModels.Withdrawn model =
                    new WithdrawnModels(workspace, Clock.systemUTC()).permit(name, by, reason);
            return done(model, "%s may answer again, by %s".formatted(name, by));
        }
    }
}
