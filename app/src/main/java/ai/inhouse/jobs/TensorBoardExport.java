package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.training.EventFile;
import ai.inhouse.training.StepFigures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The figures of a run as files for TensorBoard: a folder for each stage, so that TensorBoard
/// shows each as a curve of its own.
public record TensorBoardExport(RunFolder run) {
    /// @param folder for `tensorboard --logdir`
    /// @param rows how many steps and validations were written, by stage
    public record Written(Path folder, Map<String, Integer> rows) {}

    /// Writes `<folder>/<run>/<stage>/events.out.tfevents.…`. What an earlier export left there is
    /// superseded.
    ///
    /// @throws InhouseException if nothing was trained in the run
    public Written to(Path folder) {
        Map<String, EventFile> files = new LinkedHashMap<>();
        Map<String, Integer> rows = new LinkedHashMap<>();
        Path to = folder.resolve(run.id());
        try {
            for (StepFigures row : rows()) {
                double start = start(row.stage());
                files.computeIfAbsent(row.stage(), stage -> begin(to.resolve(stage), start))
                        .scalars(
                                start + row.values().getOrDefault("seconds", 0.0),
                                row.step(),
                                row.values());
                rows.merge(row.stage(), 1, Integer::sum);
            }
        } finally {
            files.values().forEach(EventFile::close);
        }
        return new Written(to, rows);
    }

    private static EventFile begin(Path folder, double start) {
        EventFile file = EventFile.create(folder, start);
        file.restart(start, 0);
        return file;
    }

    private List<StepFigures> rows() {
        if (!Files.exists(run.metrics())) {
            throw InhouseException.badInput(
                    "exporting a run",
                    run.id(),
                    "nothing has been trained in it yet",
                    "Name a run that has come as far as a training stage.");
        }
        return run.figures();
    }

    /// Seconds since 1970; where the stage's record is from before a resume, its curve still begins
    /// there.
    private double start(String stage) {
        return run.stage(stage)
                .flatMap(StageRecord::startedAt)
                .map(at -> Instant.parse(at).toEpochMilli() / 1e3)
                .orElse(0.0);
    }
}
