package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.store.RunRecords;
import ai.inhouse.store.State;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.distributed.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    @TempDir Path folder;
    private final List<String> ran = new ArrayList<>();

    @Test
    void doesNotRunAgainWhatDidNotChange() throws IOException {
        run(recipe("a"), counting("one", "in"), counting("two", "in"));
        RunFolder again = run(recipe("a"), counting("one", "in"), counting("two", "other"));

        assertThat(ran).containsExactly("one", "two", "two");
        assertThat(states(again)).containsExactly(StageState.UNCHANGED, StageState.DONE);
    }

    @Test
    void usesWhatAnotherRecipesRunMade() throws IOException {
        run(recipe("a"), counting("one", "in"));
        RunFolder other = run(recipe("b"), counting("one", "in"));

        assertThat(ran).containsExactly("one");
        assertThat(other.id()).endsWith("-002");
        assertThat(other.stages().getFirst().outputs()).containsEntry("made", "one");
    }

    @Test
    void goesOnWithTheRunThatFailed() throws IOException {
        Recipe recipe = recipe("a");
        assertThatThrownBy(() -> run(recipe, counting("one", "in"), failing("two")))
                .isInstanceOf(InhouseException.class);
        RunFolder after = run(recipe, counting("one", "in"), counting("two", "in"));

        assertThat(after.id()).endsWith("-001");
        assertThat(ran).containsExactly("one", "two");
        assertThat(states(after)).containsExactly(StageState.UNCHANGED, StageState.DONE);
    }

    @Test
    void recordsAFailureOfAnyKind() throws IOException {
        Stage starved =
                new Counting("one", "in", true, Optional.empty()) {
                    @Override
                    public Result run(StageContext context) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                };
        Recipe recipe = recipe("a");

        assertThatThrownBy(() -> run(recipe, starved)).isInstanceOf(OutOfMemoryError.class);
        StageRecord record = RunFolder.all(runs()).getLast().stages().getFirst();
        assertThat(record.state()).isEqualTo(StageState.FAILED);
        assertThat(record.message()).contains("Java heap space");
    }

    @Test
    void makesAgainWhatIsNoLongerThere() throws IOException {
        run(recipe("a"), counting("one", "in"));
        run(recipe("a"), gone("one"));

        assertThat(ran).containsExactly("one", "one");
    }

    @Test
    void saysWhyAStageIsLeftOut() throws IOException {
        RunFolder run = run(recipe("a"), leftOut("one"));

        assertThat(run.stages().getFirst().state()).isEqualTo(StageState.SKIPPED);
        assertThat(run.stages().getFirst().message()).isEqualTo("nobody asked for it");
    }

    @Test
    void outlivesAKillBeforeARunHadItsRecords() throws IOException {
        LocalDate today = LocalDate.now(Clock.systemUTC());
        Path killed = Files.createDirectories(runs().resolve(".%s-001.part".formatted(today)));
        Files.writeString(killed.resolve("recipe.yaml"), "half a recip");

        assertThat(states(run(recipe("a"), counting("one", "in"))))
                .containsExactly(StageState.DONE);
    }

    @Test
    void beginsANewRunWhereTheSameRecipeHasOtherStages() throws IOException {
        run(recipe("a"), counting("one", "in"));
        RunFolder other = run(recipe("a"), counting("one", "in"), counting("two", "in"));

        assertThat(other.id()).endsWith("-002");
        assertThat(states(other)).containsExactly(StageState.UNCHANGED, StageState.DONE);
    }

    @Test
    void usesWhatAnEarlierRunMadeAfterAFailureWithOtherInputs() throws IOException {
        run(recipe("a"), counting("one", "in"));
        Recipe other = recipe("b");
        assertThatThrownBy(() -> run(other, failing("one"))).isInstanceOf(InhouseException.class);

        assertThat(states(run(recipe("b"), counting("one", "in"))))
                .containsExactly(StageState.UNCHANGED);
    }

    @Test
    void forgetsTheCheckpointsOfOtherInputs() throws IOException {
        RunFolder run = run(recipe("a"), counting("one", "in"));
        Path checkpoint = Files.createDirectories(run.checkpoints("one").resolve("step-000001"));

        run(recipe("a"), counting("one", "other"));
        assertThat(checkpoint).doesNotExist();
    }

    private Path runs() {
        return folder.resolve("workspace/runs");
    }

    @Test
    void keepsRowsOfRunsAndStages() throws IOException {
        RunFolder run = run(recipe("a"), counting("one", "in"), leftOut("two"));

        try (Workspace workspace = Workspace.open(folder.resolve("workspace"))) {
            RunRecords rows = new RunRecords(workspace.database());
            assertThat(rows.find(run.id()).orElseThrow().state()).isEqualTo(State.DONE);
            assertThat(rows.stages(run.id())).extracting(s -> s.name()).containsExactly("one");
        }
    }

    private RunFolder run(Recipe recipe, Stage... stages) {
        try (Workspace workspace = Workspace.create(folder.resolve("workspace"))) {
            Pipeline pipeline =
                    new Pipeline(
                            List.of(stages),
                            workspace,
                            Progress.silent(),
                            line -> {},
                            Clock.systemUTC(),
                            new Processes.Alone());
            return pipeline.run(recipe, stages[stages.length - 1].name());
        }
    }

    private Recipe recipe(String name) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(file, "name: %s\ndocuments: docs\n".formatted(name));
        return RecipeReader.read(file, Map.of());
    }

    private static List<StageState> states(RunFolder run) {
        return run.stages().stream().map(StageRecord::state).toList();
    }

    private Stage counting(String name, String input) {
        return new Counting(name, input, true, Optional.empty());
    }

    private Stage gone(String name) {
        return new Counting(name, "in", false, Optional.empty());
    }

    private Stage leftOut(String name) {
        return new Counting(name, "in", true, Optional.of("nobody asked for it"));
    }

    private Stage failing(String name) {
        return new Counting(name, "bad", true, Optional.empty()) {
            @Override
            public Result run(StageContext context) {
                throw InhouseException.badInput("trying", name, "it cannot be", "Try again.");
            }
        };
    }

    private class Counting implements Stage {
        private final String name;
        private final String input;
        private final boolean intact;
        private final Optional<String> skipped;

        Counting(String name, String input, boolean intact, Optional<String> skipped) {
            this.name = name;
            this.input = input;
            this.intact = intact;
            this.skipped = skipped;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> skipped(StageContext context) {
            return skipped;
        }

        @Override
        public List<String> inputs(StageContext context) {
            return List.of(input);
        }

        @Override
        public boolean intact(StageContext context, Map<String, Object> outputs) {
            return intact;
        }

        @Override
        public Result run(StageContext context) {
            ran.add(name);
            return new Result("made", Map.of("made", name));
        }
    }
}
