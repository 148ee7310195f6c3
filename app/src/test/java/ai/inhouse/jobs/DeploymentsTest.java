package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.Gate;
import ai.inhouse.jobs.Deployments.Sign;
import ai.inhouse.jobs.Deployments.Try;
import ai.inhouse.model.GoldenFolder;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentsTest {
    static final Sign ADA = new Sign("Ada", "the fair", false);

    @TempDir Path folder;
    private Workspace workspace;
    private Deployments deployments;

    @BeforeEach
    void makeThreeModels() throws IOException {
        workspace = Workspace.create(folder.resolve("workspace"));
        importModels(workspace, folder);
        deployments = new Deployments(workspace, Clock.systemUTC());
    }

    /// Models `one`, `two` and `three` with weights of their own.
    static void importModels(Workspace workspace, Path folder) throws IOException {
        ModelShelf shelf = new ModelShelf(workspace, Clock.systemUTC());
        shelf.add(GoldenFolder.copy("llama-gqa-tied", folder.resolve("llama-gqa-tied")), "one");
        shelf.add(GoldenFolder.copy("llama-mha-untied", folder.resolve("llama-mha-untied")), "two");
        shelf.add(GoldenFolder.copy("qwen2", folder.resolve("qwen2")), "three");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private String weights(String model) {
        return new ModelShelf(workspace, Clock.systemUTC()).weightsHash(model).hex();
    }

    private void checked(String model, boolean passed) {
        Gate gate = Gate.parse("closed_book_accuracy >= 0.4");
        double value = passed ? 0.5 : 0.1;
        new GateEvidence(workspace)
                .keep(
                        model,
                        weights(model),
                        "suite",
                        List.of(
                                new Gate.Result(
                                        gate,
                                        passed,
                                        OptionalDouble.of(value),
                                        "%.1f at model".formatted(value))),
                        Instant.now());
    }

    private Deployment deploy(String model) {
        return deployments.deploy(model, ADA, Optional.empty());
    }

    @Test
    void deploysAndRollsBackStepByStepAndKeepsTheHistory() {
        deploy("one");
        deploy("two");
        deploy("three");
        assertThat(deployments.rollback(ADA).model()).isEqualTo("two");
        Deployment back = deployments.rollback(ADA);
        assertThat(back.model()).isEqualTo("one");
        assertThat(back.restores()).isEqualTo(OptionalLong.of(1));
        assertThatThrownBy(() -> deployments.rollback(ADA))
                .hasMessageContaining("no other model was deployed before it");
        assertThat(deploy("three").number()).isEqualTo(6);
        assertThat(deployments.rollback(ADA).model()).isEqualTo("one");

        assertThat(deployments.history())
                .extracting(Deployment::model)
                .containsExactly("one", "three", "one", "two", "three", "two", "one");
        assertThat(deployments.history())
                .allSatisfy(d -> assertThat(d.by()).isEqualTo("Ada"))
                .allSatisfy(d -> assertThat(d.reason()).isEqualTo("the fair"));
        assertThat(Deployment.read(workspace)).get().isEqualTo(deployments.history().getFirst());
    }

    @Test
    void refusesAModelWhoseGatesFailUnlessSomebodyAnswersForIt() {
        checked("one", false);
        assertThatThrownBy(() -> deploy("one"))
                .isInstanceOfSatisfying(
                        InhouseException.class, e -> assertThat(e.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("closed_book_accuracy >= 0.4 fails: 0.1 at model");
        assertThat(Deployment.read(workspace)).isEmpty();

        Deployment forced =
                deployments.deploy("one", new Sign("Ada", "fair", true), Optional.empty());
        assertThat(forced.gates()).isEqualTo(Deployment.Gates.OVERRIDDEN);
        assertThat(forced.failedGates()).singleElement().asString().contains("0.1 at model");
        checked("two", true);
        assertThat(deploy("two").gates()).isEqualTo(Deployment.Gates.HELD);
        assertThat(deploy("three").gates()).isEqualTo(Deployment.Gates.NONE);
    }

    @Test
    void refusesWhatTheRecipesGatesWereNeverHeldAgainst() throws IOException {
        Files.writeString(
                workspace.recipe(),
                "name: x\ndocuments: nowhere\ngates: ['closed_book_accuracy >= 0.4', 'forgetting <="
                        + " 2%']\n");
        assertThatThrownBy(() -> deploy("one")).hasMessageContaining("not checked");
        checked("one", true);
        assertThatThrownBy(() -> deploy("one"))
                .hasMessageContaining("forgetting <= 0.02: not checked")
                .hasMessageNotContaining("closed_book_accuracy");
    }

    /// A run makes other weights of the same name.
    @Test
    void rollsBackToTheWeightsThatWereDeployed() throws IOException {
        deploy("one");
        String old = weights("one");
        deploy("two");
        Path file = workspace.model("one").resolve("model.safetensors");
        Path other = workspace.model("two").resolve("model.safetensors");
        Files.move(file, folder.resolve("gone"));
        Files.copy(other, file);

        Deployment back = deployments.rollback(ADA);
        Path kept = deployments.folder(back.model(), back.weights());
        assertThat(Hash.of(kept.resolve("model.safetensors")).hex()).isEqualTo(old);
        assertThat(kept).isDirectoryContaining("glob:**/config.json");
    }

    @Test
    void triesAModelBesideTheDeployedOneAndEndsTheTrial() {
        assertThatThrownBy(() -> deployments.deploy("two", ADA, Optional.of(new Try(0.1, false))))
                .hasMessageContaining("no model is deployed");
        deploy("one");
        Deployment split = deployments.deploy("two", ADA, Optional.of(new Try(0.1, false)));
        assertThat(split.model()).isEqualTo("one");
        assertThat(split.trial()).contains(new Deployment.Trial("two", weights("two"), 0.1, false));
        assertThat(deployments.stop(ADA).trial()).isEmpty();
        assertThatThrownBy(() -> deployments.stop(ADA)).hasMessageContaining("no other model");

        deployments.deploy("two", ADA, Optional.of(new Try(1, true)));
        Deployment back = deployments.rollback(ADA);
        assertThat(back.trial()).isEmpty();
        assertThat(back.model()).isEqualTo("one");
        assertThatThrownBy(() -> deployments.deploy("one", ADA, Optional.of(new Try(1, true))))
                .hasMessageContaining("it is the deployed one");
    }

    @Test
    void namesTheModelsThereAreWhereOneIsNot() {
        assertThatThrownBy(() -> deploy("four"))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> assertThat(e.toMap().get("next")).contains("one"));
    }
}
