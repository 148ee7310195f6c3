package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.training.SpikeGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeReaderTest {
    @TempDir Path folder;

    @Test
    void readsTheShortestRecipe() throws IOException {
        Recipe recipe = read("name: harbour\ndocuments: docs\n");

        assertThat(recipe.documents()).containsExactly(folder.resolve("docs"));
        assertThat(recipe.start()).isEqualTo(new Recipe.Start.Scratch(4, 4096));
        assertThat(recipe.budgets().pretrain()).isEmpty();
    }

    @Test
    void readsBudgetsInTimeTokensAndEpochs() throws IOException {
        Recipe recipe =
                read(
                        """
                        name: harbour
                        documents: [docs]
                        budget: {pretrain: 5M tokens, tune: 1.5 min, align: 3 epochs}
                        """);

        assertThat(recipe.budgets().pretrain()).contains(new RecipeBudget.Tokens(5_000_000));
        assertThat(recipe.budgets().tune()).contains(new RecipeBudget.Time(Duration.ofSeconds(90)));
        assertThat(recipe.budgets().align()).contains(new RecipeBudget.Epochs(3));
    }

    @Test
    void readsAnAdapterWithAllItsOptions() throws IOException {
        String documents = "name: harbour\ndocuments: docs\n";
        Recipe.LowRank plain = read(documents + "adapter: {rank: 4}\n").adapter().orElseThrow();
        assertThat(plain)
                .isEqualTo(
                        new Recipe.LowRank(
                                4,
                                8,
                                LoraConfig.Variant.PLAIN,
                                EnumSet.allOf(LoraTarget.class),
                                false));

        Recipe.LowRank all =
                read(documents
                                + """
                                        adapter:
                                          rank: 8
                                          alpha: 4
                                          dropout: 0.1
                                          rslora: true
                                          dora: true
                                          targets: [q_proj, v_proj]
                                          quantize: nf4
                                        """)
                        .adapter()
                        .orElseThrow();
        assertThat(all)
                .isEqualTo(
                        new Recipe.LowRank(
                                8,
                                4,
                                new LoraConfig.Variant(0.1, true, true),
                                EnumSet.of(LoraTarget.QUERY, LoraTarget.VALUE),
                                true));
    }

    @Test
    void readsHowWeightsAreMovedGuardedAndKept() throws IOException {
        String documents = "name: harbour\ndocuments: docs\n";
        assertThat(read(documents).optimization())
                .isEqualTo(
                        new RecipeOptimization(
                                false,
                                OptionalDouble.empty(),
                                Optional.of(SpikeGuard.USUAL),
                                2,
                                false));
        assertThat(
                        read(documents
                                        + "optimizer: muon\nema: 0.999\nspike: 0\n"
                                        + "checkpoints: 3\nbest: true\n")
                                .optimization())
                .isEqualTo(
                        new RecipeOptimization(
                                true, OptionalDouble.of(0.999), Optional.empty(), 3, true));
    }

    @Test
    void letsTheCommandLineWin() throws IOException {
        Files.createDirectories(folder.resolve("other"));
        Path file = write("name: harbour\ndocuments: missing\n");

        Recipe recipe = RecipeReader.read(file, Map.of("documents", "other"));

        assertThat(recipe.documents()).containsExactly(folder.resolve("other"));
        assertThat(recipe.systemPrompt()).isEqualTo(Optional.empty());
    }

    @Test
    void reportsAllErrorsAtOnceWithTheirLines() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        name: Harbour Pumps
                                        documents: docs
                                        dept: 4
                                        budget:
                                          tune: soon
                                        held_out: 2
                                        """))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("4 things are wrong")
                .hasMessageContaining("line 1, name")
                .hasMessageContaining("line 3, there is no key 'dept'; did you mean 'depth'?")
                .hasMessageContaining("line 5, budget/tune")
                .hasMessageContaining("line 6, held_out");
    }

    @Test
    void refusesAModelFromScratchThatIsNotPretrained() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        name: harbour
                                        documents: docs
                                        budget:
                                          pretrain: 0 s
                                          tune: 0 epochs
                                        """))
                .hasMessageContaining("line 4, budget/pretrain: a model from scratch")
                .hasMessageContaining("line 5, budget/tune: nothing can be learned");
    }

    @Test
    void takesPreferencesFromOneFileOrSeveral() throws IOException {
        Files.writeString(folder.resolve("pairs.jsonl"), "");
        Files.writeString(folder.resolve("thumbs.jsonl"), "");
        String begin = "name: harbour\ndocuments: docs\npreferences: ";

        assertThat(read(begin + "pairs.jsonl\n").data().preferences())
                .containsExactly(folder.resolve("pairs.jsonl"));
        assertThat(read(begin + "[pairs.jsonl, thumbs.jsonl]\n").data().preferences())
                .containsExactly(folder.resolve("pairs.jsonl"), folder.resolve("thumbs.jsonl"));
    }

    @Test
    void reportsEveryFileThatIsMissing() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        name: harbour
                                        documents: [docs, nowhere]
                                        questions: none.jsonl
                                        """))
                .hasMessageContaining("line 2, documents/1")
                .hasMessageContaining("line 3, questions");
    }

    @Test
    void saysOnWhichLineTheYamlIsBroken() {
        assertThatThrownBy(() -> read("name: a\ndocuments: [b\n"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("line 2");
    }

    private Recipe read(String text) throws IOException {
        return RecipeReader.read(write(text), Map.of());
    }

    private Path write(String text) throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        return Files.writeString(folder.resolve("inhouse.yaml"), text);
    }
}
