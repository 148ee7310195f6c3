package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.jobs.TinyCompany;
import ai.inhouse.retrieval.Support;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// From documents with labels to grounded answers, by the commands alone.
class GroundedCommandsTest {
    @TempDir Path folder;

    private Path workspace() {
        return folder.resolve("workspace");
    }

    private Said said(String... args) {
        Said said = Said.in(workspace(), args);
        assertThat(said.code()).as(said.err()).isZero();
        return said;
    }

    private void page(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void findsPassagesAsACallerWithALabelFindsThem() throws Exception {
        page(
                "open/hours.md",
                "# Hours\n\nThe works are open from seven to nineteen o'clock daily.\n");
        page(
                "closed/wages.md",
                "# Wages\n\nThe wages of the works are raised by nine in a hundred.\n");
        said("documents", "add", folder.resolve("open").toString(), "--label", "public");
        said("documents", "add", folder.resolve("closed").toString(), "--label", "restricted:pay");
        said("corpus", "build", "--held-out", "0");
        JsonNode built = said("corpus", "index", "--json").json();
        assertThat(built.path("labels").propertyNames())
                .containsExactly("public", "restricted:pay");
        assertThat(said("corpus", "search", "wages of the works", "--as", "internal:pay").out())
                .contains("hours.md")
                .doesNotContain("nine in a hundred");
        assertThat(said("corpus", "search", "wages of the works", "--by", "words").out())
                .startsWith("[1] wages.md, Wages (restricted:pay, similarity ")
                .contains("nine in a hundred");
        assertThat(Said.in(workspace(), "corpus", "search", "x", "--as", "secret").err())
                .contains("Write public, internal, restricted");
    }

    @Test
    void saysThatACorpusIsNeeded() throws Exception {
        page(
                "open/hours.md",
                "# Hours\n\nThe works are open from seven to nineteen o'clock daily.\n");
        said("documents", "add", folder.resolve("open").toString());
        Said said = Said.in(workspace(), "corpus", "index");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("there is no corpus yet", "inhouse corpus build");
    }

    @Test
    void chatsFromTheDocumentsOrRefuses() {
        TinyCompany company = TinyCompany.in(folder.resolve("company"));
        Path recipe = company.scratchRecipe("");
        said("pretrain", "--recipe", recipe.toString());
        String model = "tiny-pretrained";
        JsonNode answer =
                said(
                                "chat",
                                "--model",
                                model,
                                "--message",
                                "Which colour does the Crane have?",
                                "--grounded",
                                "--max-tokens",
                                "9",
                                "--json")
                        .json();
        assertThat(answer.at("/sources/0/document").asString()).isEqualTo("crane.md");
        assertThat(answer.path("answer").isString()).isTrue();
        String[] strict = {
            "chat",
            "--model",
            model,
            "--message",
            "Who sang at Woodstock?",
            "--grounded",
            "--strict"
        };
        assertThat(said(strict).out().strip()).isEqualTo(Support.REFUSAL);
        assertThat(Said.in(workspace(), "chat", "--model", model, "--strict").err())
                .contains("Add --grounded.");
    }

    @Test
    void goesOnWithAnIndexThatWasKilledInTheMaking() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 700; i++) {
            StringBuilder words = new StringBuilder("# Page %d\n\n".formatted(i));
            random.ints(14, 0, 9_000)
                    .forEach(word -> words.append("word").append(word).append(' '));
            page("many/page%03d.md".formatted(i), words.toString());
        }
        said("documents", "add", folder.resolve("many").toString());
        said("corpus", "build", "--held-out", "0");
        Child child =
                Child.start(
                        folder.resolve("log.txt"),
                        List.of(),
                        "corpus",
                        "index",
                        "--workspace",
                        workspace().toString());
        while (child.process().isAlive() && committed() == 0) {
            Thread.sleep(5);
        }
        child.kill();
        assertThat(committed()).as(child.said()).isPositive();

        JsonNode built = Json.tree(said("corpus", "index", "--json").out(), "index");
        assertThat(built.path("passages").intValue()).isEqualTo(700);
        assertThat(built.path("embedded").intValue()).isBetween(1, 699);
        try (Stream<Path> left = Files.list(workspace().resolve("retrieval"))) {
            assertThat(left).hasSize(1);
        }
        assertThat(said("corpus", "search", "Page 699", "--by", "words", "--count", "1").out())
                .contains("page699.md");
    }

    /// Lucene's commits in the index that is being made.
    private long committed() throws Exception {
        Path root = workspace().resolve("retrieval");
        if (!Files.exists(root)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.getFileName().toString().startsWith("segments_")).count();
        }
    }
}
