package ai.inhouse.cli;

import ai.inhouse.base.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What commands share: the session they were typed in, and where their result goes.
abstract class Subcommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    final Session session() {
        return ((Cli) spec.root().userObject()).session();
    }

    final Path workspaceFolder() {
        return session().workspace();
    }

    final Progress progress() {
        return session().progress();
    }

    final boolean json() {
        return session().json();
    }

    /// Prints the result and says that all went well.
    final int done(Object value, String text) {
        session().output().result(json(), value, text);
        return 0;
    }

    final Output output() {
        return session().output();
    }

    final void note(String text) {
        session().output().note(text);
    }
}
