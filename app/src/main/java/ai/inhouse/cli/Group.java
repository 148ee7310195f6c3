package ai.inhouse.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A noun whose verbs are commands of their own, as in `documents add`.
abstract class Group implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public final void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(
                line, "say what to do: " + String.join(", ", line.getSubcommands().keySet()));
    }
}
