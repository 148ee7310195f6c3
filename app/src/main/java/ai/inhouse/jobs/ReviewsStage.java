package ai.inhouse.jobs;

import ai.inhouse.alignment.review.ReviewExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps what people have said in reviews so far as files, for tuning and alignment to learn from
/// beside the recipe's own: what is said while they learn waits for the next run.
final class ReviewsStage implements Stage {
    static final String NAME = "reviews";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return export(context).isEmpty()
                ? Optional.of("nobody has reviewed answers")
                : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of(export(context).hash().hex());
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return Files.isDirectory(context.file(String.valueOf(outputs.get("folder"))));
    }

    @Override
    public Result run(StageContext context) {
        ReviewExport export = export(context);
        Path folder =
                context.workspace().folder().resolve("reviews").resolve(export.hash().brief());
        ReviewExport.Written rows = export.write(folder);
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("folder", context.named(folder));
        outputs.put("rows", rows.sum());
        return new Result(
                "%d preferences, %d labels and %d corrections by reviewers"
                        .formatted(rows.preferences(), rows.labels(), rows.corrections()),
                outputs);
    }

    private static ReviewExport export(StageContext context) {
        return ReviewExport.of(context.workspace().database());
    }

    /// What reviewers chose, ranked or rated.
    static List<Path> preferences(StageContext context) {
        return kept(context, ReviewExport.PREFERENCES, ReviewExport.LABELS);
    }

    /// What reviewers wrote instead of an answer.
    static List<Path> corrections(StageContext context) {
        return kept(context, ReviewExport.CORRECTIONS);
    }

    private static List<Path> kept(StageContext context, String... names) {
        return context.output(NAME, "folder").map(context::file).stream()
                .flatMap(folder -> Stream.of(names).map(folder::resolve))
                .filter(Files::exists)
                .toList();
    }
}
