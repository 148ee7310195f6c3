package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.evaluation.report.Dashboard;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardsTest {
    @TempDir private Path folder;

    @Test
    void showsTheCurveOfARunThatWasKilledInTheMiddleOfALine() throws Exception {
        try (Workspace workspace = Workspace.create(folder)) {
            Path run = Files.createDirectories(folder.resolve("runs/2026-11-24-001"));
            Files.writeString(
                    run.resolve("metrics.jsonl"),
                    """
                    {"stage":"ppo","step":1,"total_steps":9,"kl_nats":0.5,"reward":1.25}
                    {"stage":"ppo","step":2,"total_steps":9,"kl_nats":null,"reward":1.5}
                    {"stage":"ppo","step":3,"total_steps":9,"kl_nats":0.7,"reward":1.""");

            Dashboard dashboard = new Dashboards(workspace).of(Optional.empty(), Optional.empty());

            assertThat(dashboard.curves())
                    .containsExactly(
                            new Dashboard.Curve(
                                    "2026-11-24-001", List.of(new Dashboard.Point(0.5, 1.25))));
        }
    }
}
