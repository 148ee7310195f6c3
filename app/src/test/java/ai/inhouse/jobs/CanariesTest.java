package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Stage;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether sentences that were planted in the training text show, through the real stages.
class CanariesTest {
    @TempDir private Path folder;

    @Test
    void stopsAModelThatHasThemByHeartAndNotOneThatHardlyRead() throws Exception {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        Path workspace = folder.resolve("workspace");

        recipe(company, "3k");
        Measurement hardly = measured(workspace, run(company, workspace));
        assertThat(hardly.n()).isEqualTo(8);
        assertThat(hardly.details().get("mean_exposure_bits")).isLessThan(4);

        recipe(company, "100k");
        assertThatThrownBy(() -> run(company, workspace))
                .isInstanceOfSatisfying(
                        InhouseException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("exposed_canaries");
        recipe(company, "100k");
        RecipeRun.Outcome outcome = run(company, workspace, Optional.of("report"));
        Measurement byHeart = measured(workspace, outcome);
        assertThat(byHeart.value()).isGreaterThan(0.7);
        assertThat(byHeart.details().get("highest_exposure_bits")).isGreaterThan(9);
        assertThat(Files.readString(workspace.resolve(file(outcome)))).doesNotContain("spare key");
    }

    private static void recipe(TinyCompany company, String tokens) {
        company.scratchRecipe(
                tokens,
                """
                optimizer: muon
                canaries: 8
                gates: ['exposed_canaries <= 0.5']
                """);
    }

    private static Measurement measured(Path workspace, RecipeRun.Outcome outcome) {
        return Json.read(workspace.resolve(file(outcome)), Stage.class)
                .measurement("exposed_canaries")
                .orElseThrow();
    }

    private static String file(RecipeRun.Outcome outcome) {
        return outcome.output("evaluate_pretrained", "file").orElseThrow();
    }

    private static RecipeRun.Outcome run(TinyCompany company, Path workspace) {
        return run(company, workspace, Optional.empty());
    }

    private static RecipeRun.Outcome run(
            TinyCompany company, Path workspace, Optional<String> last) {
        Recipe recipe = RecipeReader.read(company.folder().resolve("inhouse.yaml"), Map.of());
        try (Workspace open = Workspace.create(workspace)) {
            return new RecipeRun(open, Progress.silent(), line -> {}, Clock.systemUTC())
                    .run(recipe, last);
        }
    }
}
