package ai.inhouse.cli;

import ai.inhouse.alignment.review.ReviewExport;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse align export`: reviews as training data.
@Command(
        name = "export",
        description = {
            "Write what reviewers said as training data: choices and rankings as preferences (DPO),",
            "thumbs and scores as labels (KTO), corrections as conversations (fine-tuning).",
            "A recipe names them as its 'preferences' and 'conversations'."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse align export --to reviews"})
final class AlignExportCommand extends Subcommand {
    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Folder (default: reviews in the workspace).")
    private @Nullable Path to;

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            Path folder = to == null ? workspace.folder().resolve("reviews") : to;
            ReviewExport.Written written = ReviewExport.of(workspace.database()).write(folder);
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("folder", folder.toString());
            value.put("preferences", written.preferences());
            value.put("labels", written.labels());
            value.put("corrections", written.corrections());
            return done(
                    value,
                    "%d preferences, %d labels and %d corrections in %s"
                            .formatted(
                                    written.preferences(),
                                    written.labels(),
                                    written.corrections(),
                                    folder));
        }
    }
}
