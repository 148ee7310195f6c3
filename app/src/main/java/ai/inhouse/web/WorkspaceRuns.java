package ai.inhouse.web;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.jobs.StageRecord;
import ai.inhouse.jobs.StageState;
import ai.inhouse.web.StudioData.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The runs of a workspace, and when each last gave a sign of life.
public final class WorkspaceRuns {
    private final Path folder;

    /// @param workspace its root; the folder `runs` need not exist yet
    public WorkspaceRuns(Path workspace) {
        this.folder = workspace.resolve("runs");
    }

    /// Newest first.
    public List<Run> all() {
        return RunFolder.all(folder).reversed().stream().map(WorkspaceRuns::read).toList();
    }

    /// @param id a name from a URL: anything but a run's id finds nothing
    public Optional<Run> find(String id) {
        return RunFolder.all(folder).stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .map(WorkspaceRuns::read);
    }

    private static Run read(RunFolder run) {
        Instant lastSign =
                Stream.of(run.stagesFile(), run.metrics(), run.log())
                        .map(WorkspaceRuns::changed)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        return new Run(run.id(), stages(run), run.metrics(), run.log(), lastSign);
    }

    /// A file that cannot be read is shown as a failed stage, so that it hides no other run.
    private static List<StageRecord> stages(RunFolder run) {
        try {
            return run.stages();
        } catch (InhouseException e) {
            return List.of(
                    new StageRecord(
                            "stages.json",
                            StageState.FAILED,
                            Optional.empty(),
                            Optional.empty(),
                            "",
                            String.valueOf(e.getMessage()),
                            Map.of()));
        }
    }

    private static Instant changed(Path file) {
        try {
            return Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.EPOCH;
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
