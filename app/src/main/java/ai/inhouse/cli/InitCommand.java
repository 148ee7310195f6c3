package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RecipeTemplate;
import ai.inhouse.store.Encryption;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse init`: a workspace with a first recipe.
@Command(
        name = "init",
        description = "Make a workspace with a recipe for your documents.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse init --documents handbook/",
            "  inhouse init --documents handbook/ --base SmolLM2-135M-Instruct.gguf",
            "  inhouse init --documents handbook/ --encrypt file:/secure/inhouse.key"
        })
final class InitCommand extends Subcommand {
    @Option(
            names = "--documents",
            required = true,
            paramLabel = "PATH",
            description = "Folder or file with the company's documents.")
    private Path documents = Path.of(".");

    @Option(
            names = "--base",
            paramLabel = "PATH",
            description = "Model to continue from (.gguf or Hugging Face folder).")
    private @Nullable Path base;

    @Option(
            names = "--depth",
            defaultValue = "6",
            description = "Layers of a model from scratch (default: ${DEFAULT-VALUE}).")
    private int depth = 6;

    @Option(names = "--name", description = "Name of the models (default: the folder's name).")
    private @Nullable String name;

    @Option(
            names = "--encrypt",
            paramLabel = "SOURCE",
            description = {
                "Encrypt what is stored, under the master key there: " + EncryptionCommand.FORMS
            })
    private String masterKey = "";

    @Override
    public Integer call() {
        require("--documents", documents);
        if (base != null) {
            require("--base", base);
        }
        RecipeTemplate template =
                new RecipeTemplate(
                        name == null ? nameOf(documents) : name,
                        documents,
                        Optional.ofNullable(base),
                        depth);
        Path recipe = template.writeTo(workspaceFolder());
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            if (!masterKey.isEmpty()) {
                new Encryption(workspace).enable(masterKey);
            }
        }
        return done(
                Map.of("recipe", recipe.toString(), "workspace", workspaceFolder().toString()),
                """
                Made %s
                Next:
                  look at it, then   inhouse run
                  to watch it        inhouse studio
                """
                        .formatted(recipe));
    }

    private static void require(String option, Path path) {
        if (!Files.exists(path)) {
            throw InhouseException.badInput(
                    "making a workspace",
                    option + " " + path,
                    "there is no such file or folder",
                    "Name one that exists.");
        }
    }

    private static String nameOf(Path documents) {
        Path last = documents.toAbsolutePath().normalize().getFileName();
        String name =
                last == null
                        ? ""
                        : last.toString()
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9._-]+", "-")
                                .replaceAll("^[^a-z0-9]+", "");
        return name.isEmpty() ? "company" : name;
    }
}
