package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.Hash;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The whole recipe on a company of a dozen documents, through the real stages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipeRunTest {
    private Path folder = Path.of("");
    private TinyCompany company = new TinyCompany(folder);
    private Path workspace = folder;
    private List<String> firstStates = List.of();
    private Map<String, Hash> firstMade = Map.of();

    /// One run of everything, which several tests look at or go on from.
    @BeforeAll
    void runOnce(@TempDir Path temporary) throws IOException {
        folder = temporary;
        company = TinyCompany.in(folder.resolve("company"));
        workspace = folder.resolve("workspace");
        RecipeRun.Outcome first = run(company, workspace, Optional.empty());
        firstStates = states(first);
        firstMade = made(workspace);
        assertThat(first.output("report", "page").map(workspace::resolve))
                .get()
                .matches(Files::exists);
    }

    @Test
    void runsEveryStageAndThenOnlyWhatAChangeTouches() throws IOException {
        assertThat(firstStates)
                .contains("reviews skipped")
                .filteredOn(state -> !state.startsWith("reviews "))
                .allSatisfy(state -> assertThat(state).endsWith(" done"))
                .hasSize(14);
        assertThat(deployed(workspace))
                .get()
                .extracting(Deployment::model)
                .isEqualTo("tiny-aligned");

        assertThat(states(run(company, workspace, Optional.empty())))
                .contains("documents done")
                .allSatisfy(
                        state ->
                                assertThat(state)
                                        .matches("documents done|reviews skipped|.* unchanged"));

        Path moved = Files.move(workspace, folder.resolve("moved"));
        company.write(
                "preferences.jsonl",
                Files.readString(company.folder().resolve("preferences.jsonl"))
                        .replace("pleasure", "joy"));
        assertThat(states(run(company, moved, Optional.empty())))
                .contains("corpus unchanged", "pretrain unchanged", "tune unchanged", "align done")
                .contains("evaluate_tuned unchanged", "evaluate_aligned done")
                .contains("tune_without_documents unchanged", "general_text unchanged");

        Path anchor = company.folder().resolve("documents/anchor.md");
        company.write("documents/anchor.md", Files.readString(anchor).replace("red", "violet"));
        assertThat(states(run(company, moved, Optional.of("pretrain"))))
                .contains("corpus done", "tokenizer done", "pretrain done");
    }

    /// Up to tuning, on two workers, whose sums come in any order.
    @Test
    void makesTheSameBytesInEveryWorkspace() throws IOException {
        Path other = folder.resolve("other");
        run(TinyCompany.in(folder.resolve("twin")), other, Optional.of("tune"));

        Map<String, Hash> made = made(other);
        assertThat(made).hasSizeGreaterThanOrEqualTo(5);
        assertThat(firstMade).containsAllEntriesOf(made);
    }

    @Test
    void deploysNothingWhereAGateFails() {
        TinyCompany company = TinyCompany.in(folder.resolve("strict"));
        company.shortRecipe("gates: ['closed_book_accuracy >= 1.1']\n");
        Path workspace = folder.resolve("gated");

        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(() -> run(company, workspace, Optional.empty()))
                    .isInstanceOfSatisfying(
                            InhouseException.class,
                            e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                    .hasMessageContaining("closed_book_accuracy");
            assertThat(deployed(workspace)).isEmpty();
        }
    }

    private static RecipeRun.Outcome run(
            TinyCompany company, Path workspace, Optional<String> last) {
        Recipe recipe = RecipeReader.read(company.folder().resolve("inhouse.yaml"), Map.of());
        try (Workspace open = Workspace.create(workspace)) {
            return new RecipeRun(open, Progress.silent(), line -> {}, Clock.systemUTC())
                    .run(recipe, last);
        }
    }

    private static Optional<Deployment> deployed(Path workspace) {
        try (Workspace open = Workspace.open(workspace)) {
            return Deployment.read(open);
        }
    }

    private static List<String> states(RecipeRun.Outcome outcome) {
        return outcome.stages().stream().map(s -> s.name() + " " + s.state().code()).toList();
    }

    /// Hashes of tokenizers, token shards and weights, by their paths in the workspace.
    private static Map<String, Hash> made(Path workspace) throws IOException {
        Map<String, Hash> made = new TreeMap<>();
        try (Stream<Path> files = Files.walk(workspace)) {
            for (Path file : files.toList()) {
                if (file.toString().matches(".*(tokenizer.json|safetensors|[.]tokens)")
                        && !file.toString().contains("checkpoints")) {
                    made.put(workspace.relativize(file).toString(), Hash.of(file));
                }
            }
        }
        return made;
    }
}
