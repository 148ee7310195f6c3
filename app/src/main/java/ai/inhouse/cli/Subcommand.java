package ai.inhouse.cli;

import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
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

    /// The workspace that is there.
    ///
    /// @throws InhouseException if there is none: what only reads makes none where a path was
    ///   mistyped
    final Workspace openWorkspace() {
        return Workspace.open(workspaceFolder());
    }

    /// The workspace that a model is looked for in; made if need be for one from elsewhere, which
    /// is brought there.
    ///
    /// @param model a name, or a path to a folder or file
    final Workspace workspaceFor(String model) {
        boolean elsewhere = !model.isEmpty() && Files.exists(Path.of(model));
        return elsewhere ? Workspace.create(workspaceFolder()) : openWorkspace();
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
