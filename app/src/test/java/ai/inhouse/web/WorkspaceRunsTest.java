package ai.inhouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.jobs.StageRecord;
import ai.inhouse.jobs.StageState;
import ai.inhouse.web.StudioData.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceRunsTest {
    @TempDir Path workspace;

    private void write(String id, String stages) throws Exception {
        Path folder = workspace.resolve("runs").resolve(id);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("stages.json"), stages);
    }

    @Test
    void findsNoRunsInANewWorkspace() {
        assertThat(new WorkspaceRuns(workspace).all()).isEmpty();
    }

    @Test
    void readsStagesNewestRunFirst() throws Exception {
        write("2026-11-24-001", "[]");
        write(
                "2026-11-24-002",
                """
                [{"name":"corpus","state":"DONE","started_at":"2026-11-24T01:02:03Z",
                  "finished_at":"2026-11-24T01:02:04Z","input_hash":"ab","message":"61 kept",
                  "outputs":{"documents":61}},
                 {"name":"pretrain","state":"RUNNING","started_at":null,"finished_at":null,
                  "input_hash":"cd","message":"","outputs":{}}]
                """);
        var runs = new WorkspaceRuns(workspace).all();
        assertThat(runs).extracting(Run::id).containsExactly("2026-11-24-002", "2026-11-24-001");
        StageRecord corpus = runs.getFirst().stages().getFirst();
        assertThat(corpus.state()).isEqualTo(StageState.DONE);
        assertThat(corpus.startedAt()).contains("2026-11-24T01:02:03Z");
        assertThat(corpus.outputs()).containsEntry("documents", 61);
        assertThat(runs.getFirst().stages().get(1).state()).isEqualTo(StageState.RUNNING);
        assertThat(runs.getFirst().stages().get(1).startedAt()).isEmpty();
    }

    @Test
    void showsARunThatCannotBeReadAsFailedBesideTheOthers() throws Exception {
        write("2026-11-24-001", "[{\"name\":");
        write("2026-11-24-002", "[{\"name\":\"x\",\"state\":\"odd\"}]");
        write("2026-11-24-003", "[]");
        var runs = new WorkspaceRuns(workspace).all();
        assertThat(runs).hasSize(3);
        assertThat(runs.get(1).stages().getFirst().state()).isEqualTo(StageState.FAILED);
        assertThat(runs.get(2).stages().getFirst().message()).contains("stages.json");
    }

    @Test
    void findsOnlyRunsOfThisWorkspace() throws Exception {
        write("2026-11-24-001", "[]");
        Files.createDirectories(workspace.resolve("other"));
        Files.writeString(workspace.resolve("other/stages.json"), "[]");
        WorkspaceRuns runs = new WorkspaceRuns(workspace);
        assertThat(runs.find("2026-11-24-001")).isPresent();
        assertThat(runs.find("../other")).isEmpty();
        assertThat(runs.find("..")).isEmpty();
        assertThat(runs.find("")).isEmpty();
    }
}
