package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.jobs.TinyCompany;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people get wrong is refused before any work, in one go, with what to do about it.
class BadInputTest {
    @TempDir static Path made;
    @TempDir Path folder;
    private TinyCompany company = new TinyCompany(Path.of("."));

    /// One good model, to be spoiled in one way or another.
    @BeforeAll
    static void makeAModel() {
        TinyCompany maker = TinyCompany.in(made.resolve("company"));
        Path recipe = maker.shortRecipe("");
        Said said = Said.in(made.resolve("workspace"), "pretrain", "--recipe", recipe.toString());
        assertThat(said.code()).as(said.err()).isZero();
    }

    @BeforeEach
    void foundACompany() {
        company = TinyCompany.in(folder.resolve("company"));
    }

    @Test
    void refusesAnEmptyFolder() throws IOException {
        Files.createDirectories(folder.resolve("company/nothing"));
        company.write("inhouse.yaml", "name: tiny\ndocuments: nothing\nbudget: {tune: 1 s}\n");

        assertThat(refused()).contains("the folder holds no files", "inhouse documents add");
    }

    @Test
    void saysWhyNoDocumentCanBeUsed() throws IOException {
        Path bad = Files.createDirectories(folder.resolve("company/bad"));
        Files.write(bad.resolve("empty.txt"), new byte[0]);
        Files.write(
                bad.resolve("broken.pdf"),
                "%PDF-1.7 and no more".getBytes(StandardCharsets.US_ASCII));
        company.write("bad/short.md", "Too short.");
        company.write("inhouse.yaml", "name: tiny\ndocuments: bad\nbudget: {tune: 1 s}\n");

        assertThat(refused()).contains("no usable document is left", "empty.txt", "short.md");
    }

    @Test
    void listsEverythingThatIsWrongWithARecipe() {
        company.write(
                "inhouse.yaml",
                """
                name: Tiny Company
                documents: nowhere
                dept: 4
                depth: 40
                budget:
                  pretrain: soon
                """);

        assertThat(refused())
                .contains("line 1", "name", "line 3", "did you mean 'depth'?", "line 4", "line 6");
    }

    @Test
    void namesTheFilesThatAreNotThere() {
        company.shortRecipe("conversations: talk.jsonl\npreferences: likes.jsonl\n");

        assertThat(refused()).contains("talk.jsonl", "likes.jsonl", "conversations", "line");
    }

    @Test
    void readsAllDataBeforeTheFirstStageWorks() {
        company.write("talk.jsonl", "{\"messages\": 7}\n");
        company.write("likes.jsonl", "no json\n");
        company.shortRecipe("conversations: talk.jsonl\npreferences: likes.jsonl\n");

        assertThat(refused())
                .contains("talk.jsonl", "likes.jsonl")
                .doesNotContain("reading documents");
    }

    @Test
    void refusesAnArchitectureThatItDoesNotKnow() throws IOException {
        Path base = base();
        change(base.resolve("config.json"), "LlamaForCausalLM", "MambaForCausalLM");
        change(base.resolve("config.json"), "\"llama\"", "\"mamba\"");
        company.baseRecipe("../base");

        assertThat(refused()).containsIgnoringCase("mamba");
    }

    @Test
    void refusesTruncatedWeights() throws IOException {
        Path weights = base().resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        company.baseRecipe("../base");

        assertThat(refused()).contains("model.safetensors");
    }

    @Test
    void refusesATruncatedGguf() throws IOException {
        Files.write(folder.resolve("base.gguf"), new byte[] {'G', 'G', 'U', 'F', 3, 0, 0, 0, 9, 0});
        company.baseRecipe("../base.gguf");

        assertThat(refused()).contains("base.gguf");
    }

    @Test
    void refusesATokenizerThatDoesNotFit() throws IOException {
        change(base().resolve("config.json"), "\"vocab_size\" : 400", "\"vocab_size\" : 300");
        company.baseRecipe("../base");

        assertThat(refused()).contains("tokenizer");
    }

    @Test
    void refusesAStageThatTheRecipeDoesNotHave() throws IOException {
        base();
        company.baseRecipe("../base");

        Said said = Said.in(workspace(), "tokenizer", "train", "--recipe", recipe());
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("brings its own tokenizer");
    }

    /// Runs the recipe, which must be refused before documents are read, and says what was said;
    /// the same company with its own recipe then runs in the same workspace.
    private String refused() {
        Said said = Said.in(workspace(), "run", "--recipe", recipe());

        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).contains("  next ").doesNotContain("\tat ");
        company.shortRecipe("");
        Said after = Said.in(workspace(), "tokenizer", "train", "--recipe", recipe());
        assertThat(after.code()).as(after.err()).isZero();
        return said.err();
    }

    private Path workspace() {
        return folder.resolve("workspace");
    }

    private String recipe() {
        return company.folder().resolve("inhouse.yaml").toString();
    }

    private Path base() throws IOException {
        Path base = Files.createDirectories(folder.resolve("base"));
        try (Stream<Path> files = Files.list(made.resolve("workspace/models/tiny-pretrained"))) {
            for (Path file : files.toList()) {
                Files.copy(file, base.resolve(file.getFileName()));
            }
        }
        return base;
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
