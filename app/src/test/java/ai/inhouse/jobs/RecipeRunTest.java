package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole recipe on a company of a dozen documents, through the real stages.
class RecipeRunTest {
    @TempDir Path folder;

    @Test
    void runsEveryStageAndThenOnlyWhatAChangeTouches() throws IOException {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        Path workspace = folder.resolve("workspace");

        RecipeRun.Outcome first = run(company, workspace);
        assertThat(states(first))
                .allSatisfy(state -> assertThat(state).endsWith(" done"))
                .hasSize(14);
        assertThat(first.output("report", "page").map(workspace::resolve))
                .get()
                .matches(Files::exists);
        assertThat(Deployment.read(workspace))
                .get()
                .extracting(Deployment::model)
                .isEqualTo("tiny-aligned");

        assertThat(states(run(company, workspace)))
                .contains("documents done")
                .allSatisfy(state -> assertThat(state).matches("documents done|.* unchanged"));

        company.write(
                "preferences.jsonl",
                Files.readString(company.folder().resolve("preferences.jsonl"))
                        .replace("pleasure", "joy"));
        assertThat(states(run(company, workspace)))
                .contains("corpus unchanged", "pretrain unchanged", "tune unchanged", "align done")
                .contains("tune_without_documents unchanged", "evaluate_aligned done");

        Path anchor = company.folder().resolve("documents/anchor.md");
        company.write("documents/anchor.md", Files.readString(anchor).replace("red", "violet"));
        assertThat(states(run(company, workspace)))
                .allSatisfy(state -> assertThat(state).endsWith(" done"));
    }

    /// Up to tuning, on two workers, whose sums come in any order.
    @Test
    void makesTheSameBytesInEveryWorkspace() throws IOException {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        run(company, folder.resolve("one"), Optional.of("tune"));
        run(company, folder.resolve("two"), Optional.of("tune"));

        for (String file : made(folder.resolve("one"))) {
            assertThat(folder.resolve("two").resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
        }
    }

    @Test
    void deploysNothingWhereAGateFails() {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.shortRecipe("gates: ['closed_book_accuracy >= 1.1']\n");
        Path workspace = folder.resolve("workspace");

        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(() -> run(company, workspace))
                    .isInstanceOfSatisfying(
                            InhouseException.class,
                            e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                    .hasMessageContaining("closed_book_accuracy");
            assertThat(Deployment.read(workspace)).isEmpty();
        }
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

    private static List<String> states(RecipeRun.Outcome outcome) {
        return outcome.stages().stream().map(s -> s.name() + " " + s.state().code()).toList();
    }

    /// Tokenizers, token shards and weights, relative to the workspace.
    private static List<String> made(Path workspace) throws IOException {
        try (Stream<Path> files = Files.walk(workspace)) {
            List<String> made =
                    files.filter(f -> f.toString().matches(".*(tokenizer.json|safetensors|[.]tokens)"))
                            .filter(f -> !f.toString().contains("checkpoints"))
                            .map(f -> workspace.relativize(f).toString())
                            .toList();
            assertThat(made).hasSizeGreaterThanOrEqualTo(7);
            return made;
        }
    }
}
