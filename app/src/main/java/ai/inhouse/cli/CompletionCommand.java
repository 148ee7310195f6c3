package ai.inhouse.cli;

import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// `inhouse completion`: a script that lets bash and zsh complete commands and options.
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  source <(inhouse completion)"})
final class CompletionCommand extends Subcommand {
    @Override
    public Integer call() {
        String script = AutoComplete.bash("inhouse", Cli.commands());
        return done(Map.of("script", script), script);
    }
}
