package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.jobs.RecipeRun;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse quickstart`: every stage on the sample company.
@Command(
        name = "quickstart",
        description = {
            "Every stage on a sample company: from documents to a chat with your own model.",
            "Takes about ten minutes on two cores; run it again to go on where it was stopped."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse quickstart --no-open"})
final class QuickstartCommand extends Subcommand {
    @Option(names = "--no-open", description = "Do not open the report in a browser.")
    private boolean noOpen;

    @Override
    public Integer call() {
        Path file = home().resolve("recipes").resolve("quickstart.yaml");
        Recipe recipe = RecipeReader.read(file, Map.of());
        note("Training a model for the sample company of " + file);
        RecipeRun.Outcome outcome = new StageRunner(this).run(recipe, Optional.empty());
        if (!noOpen && !json()) {
            outcome.output("report", "page").map(workspaceFolder()::resolve).ifPresent(this::open);
        }
        return done(outcome, RunSummary.text(outcome, workspaceFolder()));
    }

    /// Where the program was installed: recipes and the sample company lie there.
    static Path home() {
        String home = System.getProperty("inhouse.home", ".");
        Path path = Path.of(home);
        if (!Files.exists(path.resolve("recipes/quickstart.yaml"))) {
            throw InhouseException.badInput(
                    "looking for the sample company",
                    path.toAbsolutePath(),
                    "recipes/quickstart.yaml is not there",
                    "Start Inhouse by its launcher, ./inhouse, in its own folder.");
        }
        return path;
    }

    /// A machine without a desktop just prints the report's place.
    private void open(Path page) {
        if (GraphicsEnvironment.isHeadless() || !Desktop.isDesktopSupported()) {
            return;
        }
        try {
            Desktop.getDesktop().browse(page.toUri());
        } catch (IOException | UnsupportedOperationException e) {
            note("The report could not be opened in a browser: " + e.getMessage());
        }
    }
}
