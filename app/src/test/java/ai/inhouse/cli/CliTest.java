package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.Shared;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CliTest {
    @TempDir Path folder;

    private Path workspace() {
        return folder.resolve("workspace");
    }

    @Test
    void showsHowToStartWhenNothingIsSaid() {
        Said said = Said.by();

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("Usage: inhouse", "Start here:", "quickstart");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bogus",
                "documents",
                "documents remove",
                "chat --mesage hello",
                "chat --weights q3",
                "models import",
                "serve --port many",
                "doctor now"
            })
    void saysInOneLineWhatItDoesNotUnderstand(String line) {
        Said said = Said.by(line.split(" "));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .startsWith("inhouse: reading the command line failed")
                .contains("  why ", "--help");
        Said json = Said.by((line + " --json").split(" "));
        assertThat(json.code()).isEqualTo(2);
        assertThat(json.json().path("error").propertyNames())
                .containsExactlyInAnyOrder("code", "what", "where", "why", "next");
    }

    @Test
    void guessesWhatWasMeant() {
        assertThat(Said.by("chat", "--mesage", "hello").err())
                .contains("there is no option '--mesage'", "Did you mean --message?");
        assertThat(Said.by("quickstrat").err())
                .contains("there is no command 'quickstrat'", "quickstart");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--workspace W --json documents list",
                "documents --json --workspace W list",
                "documents list --json --workspace W",
                "--json documents list --workspace=W"
            })
    void takesGlobalOptionsAnywhere(String line) {
        Workspace.create(workspace()).close();

        Said said = Said.by(line.replace("W", workspace().toString()).split(" "));
        assertThat(said.code()).isZero();
        assertThat(said.json().path("documents").isArray()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "documents list",
                "models list",
                "runs list",
                "keys list",
                "keys create intranet",
                "audit verify",
                "doctor",
                "completion"
            })
    void printsOneJsonObject(String line) {
        Workspace.create(workspace()).close();

        JsonNode json = Said.in(workspace(), (line + " --json").split(" ")).json();
        assertThat(json.isObject()).isTrue();
        assertThat(json.has("error")).isFalse();
    }

    @Test
    void printsOneJsonObjectForAnErrorToo() {
        Said said = Said.in(workspace(), "documents", "list", "--json");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.json().path("error").path("code").asString()).isEqualTo("bad_input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "pretrain",
                "chat --message hello",
                "serve --port 0",
                "models show nobody",
                "tokenizer show --model nobody text",
                "plan",
                "plan nothing.yaml",
                "cost",
                "runs export 2026-01-01-001 --to events",
                "runs show 2026-01-01-001",
                "bench train --model nobody",
                "align queue --prompts nothing.txt",
                "init --documents nowhere",
                "init --documents . --name Bad/Name",
                "init --documents . --depth 99"
            })
    void saysWhatToDoNext(String line) {
        Said said = Said.in(workspace(), line.split(" "));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("failed", "  where ", "  why ", "  next ");
        assertThat(said.err()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat --message hello",
                "serve --port 0",
                "runs list",
                "runs show 2026-01-01-001",
                "models list",
                "models show nobody",
                "keys list",
                "keys create intranet",
                "tokenizer show --model nobody text",
                "documents list",
                "corpus show",
                "cost",
                "plan",
                "pretrain",
                "run"
            })
    void makesNoWorkspaceWhereThePathIsMistyped(String line) {
        Said said = Said.in(workspace(), line.split(" "));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains(workspace().toString(), "inhouse init");
        assertThat(workspace()).doesNotExist();
    }

    @Test
    void addsAndShowsDocumentsWithoutARecipe() throws IOException {
        Path note = folder.resolve("pump: notes.md");
        Files.writeString(
                note, "# Pumps\n\nThe bilge pump weighs three kilograms and is painted orange.\n");

        Said added = Said.in(workspace(), "documents", "add", note.toString(), "--json");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.json().path("added").asInt()).isOne();
        assertThat(Said.in(workspace(), "documents", "list").out()).contains("pump: notes.md");
        assertThat(Said.in(workspace(), "documents", "show", "pump: notes.md").out())
                .contains("painted orange");
        assertThat(Said.in(workspace(), "corpus", "show").err()).contains("inhouse corpus build");
        assertThat(Said.in(workspace(), "corpus", "build").out()).contains("1 documents to train");
        assertThat(Said.in(workspace(), "corpus", "show", "--json").json().path("train").size())
                .isOne();
    }

    @Test
    void makesARecipeThatCanBeReadWhateverTheFolderIsCalled() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("our: docs #1"));

        Said made = Said.in(workspace(), "init", "--documents", odd.toString());
        assertThat(made.code()).as(made.err()).isZero();
        Said run = Said.in(workspace(), "run");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("the folder holds no files");
    }

    @Test
    void saysWhoHoldsTheWorkspace() {
        try (Workspace open = Workspace.create(workspace());
                var _ = open.lock("running the recipe")) {
            Said said = Said.in(workspace(), "documents", "add", folder.toString());

            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err())
                    .contains("in use by process " + ProcessHandle.current().pid())
                    .contains("running the recipe");
        }
    }

    @Test
    void refusesAModelWithoutATokenizer() throws IOException {
        String model = Shared.path("golden/models/qwen3").toString();

        Said said = Said.in(workspace(), "models", "import", model, "--name", "bare");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("tokenizer.json", "there is no such file");
        try (Stream<Path> models = Files.list(workspace().resolve("models"))) {
            assertThat(models).isEmpty();
        }
    }

    @Test
    void refusesANameThatLeavesTheWorkspace() {
        assertThat(Said.in(workspace(), "models", "import", ".", "--name", "../out").err())
                .contains("a name has letters, digits");
    }
}
