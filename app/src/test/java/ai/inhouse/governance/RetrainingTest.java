package ai.inhouse.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.evaluation.MemorisationCheck;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.Deployments;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.jobs.RecipeRun;
import ai.inhouse.jobs.TinyCompany;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erasing from weights, through the real stages.
class RetrainingTest {
    private static final String MODEL = "tiny-pretrained";
    private static final Target CASE = new Target.Document("matter.md");

    @TempDir private Path folder;

    @Test
    void trainsAgainWhatLearnedFromADocumentAndShowsThatItIsGone() throws Exception {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        company.write("documents/matter.md", secret());
        Path file =
                company.scratchRecipe(
                        "120k",
                        """
                        held_out: 0.5
                        optimizer: muon
                        """);
        Recipe recipe = RecipeReader.read(file, Map.of());
        try (Workspace workspace = Workspace.create(folder.resolve("workspace"))) {
            new RecipeRun(workspace, Progress.silent(), line -> {}, Clock.systemUTC())
                    .run(recipe, Optional.empty());

            Deployment first = Deployment.read(workspace).orElseThrow();
            String deployed = new Hash(first.weights()).brief();
            assertThat(workspace.folder().resolve("deployed").resolve(deployed)).isDirectory();

            RetrainingPlan plan =
                    new Erasure(workspace, Clock.systemUTC()).plan(CASE, Optional.empty());
            assertThat(plan.steps())
                    .singleElement()
                    .satisfies(
                            step -> {
                                assertThat(step.stage()).isEqualTo("pretrain");
                                assertThat(step.startsFrom()).isEqualTo("random weights");
                                assertThat(step.seconds()).isPositive();
                            });

            assertThat(
                            new Erasure(workspace, Clock.systemUTC())
                                    .plan(new Target.Document("engine.md"), Optional.empty())
                                    .isNothing())
                    .as("held out, so no model learned from it")
                    .isTrue();

            List<String> said = new ArrayList<>();
            assertThatThrownBy(
                            () ->
                                    retraining(workspace, recipe, killedAfterTheCorpus(said))
                                            .run(CASE, "asked for"))
                    .isInstanceOf(IllegalStateException.class);
            Path model = workspace.model(MODEL);
            assertThatThrownBy(() -> withdrawn(workspace).requireServable(MODEL, model))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("still holds what was erased");
            withdrawn(workspace).permit(MODEL, "Ada", "until tonight");
            withdrawn(workspace).requireServable(MODEL, model);
            assertThat(new Deployments(workspace, Clock.systemUTC()).folder(MODEL, first.weights()))
                    .isEqualTo(model);

            Erasure.Done done = retraining(workspace, recipe, said::add).run(CASE, "asked for");

            ErasureRecord.Retrained proof = done.record().retrained().orElseThrow();
            MemorisationCheck.Result before = proof.before().getFirst();
            MemorisationCheck.Result after = proof.after().getFirst();
            assertThat(before.exposed().p()).as("what had seen it").isLessThan(0.001);
            assertThat(after.exposed().p()).as("what never did").isGreaterThan(0.05);
            assertThat(proof.gone()).isTrue();
            assertThat(done.record().copiesRemoved()).contains("deployed/" + deployed);
            assertThat(workspace.folder().resolve("deployed").resolve(deployed)).doesNotExist();
            assertThat(new Evidence(workspace).verify(done.evidence())).isEqualTo(done.record());
            assertThat(Deployment.read(workspace)).isPresent();
            withdrawn(workspace).requireServable(MODEL, model);
            assertThat(filesThatSay("Quorvex", workspace)).isEmpty();
        }
    }

    private static Retraining retraining(
            Workspace workspace, Recipe recipe, Consumer<String> says) {
        return new Retraining(workspace, recipe, Progress.silent(), says, Clock.systemUTC());
    }

    private static WithdrawnModels withdrawn(Workspace workspace) {
        return new WithdrawnModels(workspace, Clock.systemUTC());
    }

    private static Consumer<String> killedAfterTheCorpus(List<String> said) {
        return line -> {
            said.add(line);
            if (line.startsWith("corpus")) {
                throw new IllegalStateException("killed");
            }
        };
    }

    /// A document as the others are, with a word of its own.
    private static String secret() {
        Random random = new Random(4);
        List<String> words =
                List.of(
                        "harbour", "valve", "morning", "signal", "timber", "copper", "weather",
                        "gauge", "ledger", "window", "paint", "spring", "crew", "storm");
        StringBuilder text =
                new StringBuilder("# Quorvex\n\nThe Quorvex is a machine of Tiny.\n\n");
        for (int i = 0; i < 24; i++) {
            text.append("The");
            for (int word = 0; word < 6; word++) {
                text.append(' ').append(words.get(random.nextInt(words.size())));
            }
            text.append(".\n");
        }
        return text.toString();
    }

    private static List<String> filesThatSay(String word, Workspace workspace) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(workspace.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (text.contains(word)) {
                    found.add(workspace.folder().relativize(file).toString());
                }
            }
        }
        return found;
    }
}
