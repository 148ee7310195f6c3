package ai.inhouse.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.Progress;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final String MACHINES =
            """
            machine: {price_per_hour: 3.6, currency: CHF}
            machines:
              - {name: twice as fast, matmul_gflops: 1e9, memory_gib: 0.001}
            """;

    @TempDir Path folder;
    private final List<String> said = new ArrayList<>();

    private Plan plan(Recipe recipe) {
        return new Planner(
                        folder.resolve("workspace"),
                        "1",
                        Duration.ZERO,
                        Progress.silent(),
                        said::add,
                        InstantSource.system())
                .plan(recipe, false, Optional.empty());
    }

    @Test
    void countsMeasuresOnceAndScales() throws IOException {
        TinyCompany company = TinyCompany.in(folder);
        Recipe recipe = RecipeReader.read(company.recipe(MACHINES), Map.of());

        Plan plan = plan(recipe);

        Plan.OnMachine here = plan.machines().getFirst();
        assertThat(here.stages())
                .extracting(StagePlan::stage)
                .containsSubsequence(
                        "documents", "corpus", "tokenizer", "pretrain", "tune", "align", "report");
        assertThat(plan.data().trainDocuments() + plan.data().heldOutDocuments()).isEqualTo(12);
        StagePlan pretrain = stage(here, "pretrain");
        // 4,000 tokens, 1,024 a step
        assertThat(pretrain.steps()).hasValue(3);
        assertThat(pretrain.tokens()).hasValue(3 * 1024);
        assertThat(pretrain.cost().orElseThrow())
                .isCloseTo(pretrain.seconds() * 0.001, within(1e-9));
        assertThat(stage(here, "align").epochs()).hasValue(1);
        assertThat(here.stages().stream().mapToDouble(StagePlan::seconds).sum())
                .isEqualTo(here.seconds());
        assertThat(here.currency()).isEqualTo("CHF");
        assertThat(here.peakRssBytes()).isGreaterThan(plan.model().parameters() * 20);

        Plan.OnMachine other = plan.machines().get(1);
        assertThat(stage(other, "pretrain").seconds()).isLessThan(pretrain.seconds());
        assertThat(other.cost()).isEmpty();
        assertThat(plan.warnings())
                .anyMatch(line -> line.startsWith("twice as fast: ") && line.contains("of memory"))
                .anyMatch(line -> line.startsWith("pretrain: its budget is for 3 steps"));

        assertThat(said).isNotEmpty();
        said.clear();
        Plan again = plan(recipe);
        assertThat(said).isEmpty();
        assertThat(again.rates().remembered()).isTrue();
        assertThat(again.rates().measuredAt()).isEqualTo(plan.rates().measuredAt());
        try (var files = Files.list(folder.resolve("workspace/plan"))) {
            assertThat(files.map(Path::getFileName)).containsExactly(Path.of("calibration.json"));
        }
    }

    private static StagePlan stage(Plan.OnMachine machine, String name) {
        return machine.stages().stream()
                .filter(stage -> stage.stage().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
