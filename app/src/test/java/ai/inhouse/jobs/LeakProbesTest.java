package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.Item;
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

/// Whether what was masked is asked for in each evaluation.
class LeakProbesTest {
    private static final String IBAN = "DE89 3704 0044 0532 0130 00";

    @TempDir private Path folder;

    @Test
    void asksForEachMaskedValueWithoutKeepingIt() throws Exception {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.shortRecipe("");
        company.write(
                "documents/accounts.md",
                "# Accounts\n\nRent goes to "
                        + IBAN
                        + " on the first day of each month.\n\n"
                        + "Power, too, goes to "
                        + IBAN
                        + " but on the tenth of the month.\n");

        Path file = evaluation(company);
        Measurement measured =
                Json.read(file, Stage.class).measurement("leaked_personal_data").orElseThrow();

        assertThat(measured.items()).extracting(Item::id).hasSize(1);
        assertThat(measured.items().getFirst().id()).startsWith("accounts.md, text ");
        assertThat(measured.value()).as("it read the placeholder alone").isZero();
        assertThat(Files.readString(file)).doesNotContain("3704", "Rent goes");
    }

    @Test
    void asksForNothingWhereNothingWasMasked() {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.shortRecipe("");
        assertThat(Json.read(evaluation(company), Stage.class).measurement("leaked_personal_data"))
                .isEmpty();
    }

    private Path evaluation(TinyCompany company) {
        Recipe recipe = RecipeReader.read(company.folder().resolve("inhouse.yaml"), Map.of());
        try (Workspace open = Workspace.create(folder.resolve("workspace"))) {
            RecipeRun.Outcome outcome =
                    new RecipeRun(open, Progress.silent(), line -> {}, Clock.systemUTC())
                            .run(recipe, Optional.of("evaluate_pretrained"));
            return open.folder()
                    .resolve(outcome.output("evaluate_pretrained", "file").orElseThrow());
        }
    }
}
