package ai.inhouse.jobs;

import ai.inhouse.alignment.review.ReviewExport;
import ai.inhouse.store.Workspace;
import java.util.Map;
import java.util.Optional;

/// How much people have said that no model has learned yet.
public final class NewReviews {
    private NewReviews() {}

    /// Preferences, labels and corrections beyond those of the last run that aligned a model.
    public static int in(Workspace workspace) {
        int said = ReviewExport.of(workspace.database()).rows().sum();
        return Math.max(0, said - learned(workspace));
    }

    private static int learned(Workspace workspace) {
        return RunFolder.all(workspace.folder().resolve("runs")).reversed().stream()
                .filter(
                        run ->
                                run.stage(AlignStage.NAME)
                                        .filter(StageRecord::hasOutputs)
                                        .isPresent())
                .findFirst()
                .flatMap(run -> run.stage(ReviewsStage.NAME))
                .map(StageRecord::outputs)
                .flatMap((Map<String, Object> outputs) -> Optional.ofNullable(outputs.get("rows")))
                .map(rows -> Integer.parseInt(rows.toString()))
                .orElse(0);
    }
}
