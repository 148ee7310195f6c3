package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiFinding;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.PiiRule;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusPiiTest {
    private static final String CARD = "4111 1111 1111 1111";

    @TempDir private Path folder;
    private Path sources;

    @BeforeEach
    void write() throws Exception {
        sources = Files.createDirectories(folder.resolve("sources"));
        Random random = new Random(4);
        page("one.md", random, "Charged " + CARD + ".");
        page("two.md", random, "Again 4111-1111-1111-1111, asked a@b.example.");
        page("three.md", random, "The key is ghp_0123456789abcdefghijklmnopqrstuvwxyz01.");
    }

    @Test
    void masksTheSameValueAlikeAndKeepsWhatHasAReason() throws Exception {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, PiiPolicy.STANDARD);
            String one = text(corpus, "one.md");
            String placeholder = one.substring(one.indexOf("[CARD-"), one.indexOf(']') + 1);
            assertThat(placeholder).matches("\\[CARD-[A-Z2-7]{8}\\]");
            assertThat(text(corpus, "two.md")).contains(placeholder).contains("a@b.example");
            assertThat(text(corpus, "three.md")).contains("[API_KEY]").doesNotContain("ghp_");
            assertThat(corpus.pii().found())
                    .containsEntry("card", new PiiSummary.Count(2, 2, PiiAction.MASK))
                    .containsEntry("email", new PiiSummary.Count(1, 1, PiiAction.KEEP));
            assertThat(new CorpusStore(workspace).open(corpus.version())).isEqualTo(corpus);
        }
    }

    @Test
    void listsFindingsWithoutTheirValues() throws Exception {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, PiiPolicy.STANDARD);
            List<PiiFinding> findings = new CorpusStore(workspace).findings(corpus.version());
            assertThat(findings).hasSize(4);
            assertThat(Json.write(findings)).doesNotContain("4111").doesNotContain("a@b.example");
        }
    }

    @Test
    void dropsTheDocumentsThatARuleNames() throws Exception {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            PiiPolicy policy =
                    PiiPolicy.of(
                            Map.of("secret", PiiRule.of(PiiAction.DROP)), List.of(), List.of());
            assertThat(build(workspace, policy).removed())
                    .containsExactly(new Corpus.Removed("three.md", "pii", "it holds api_key"));
        }
    }

    @Test
    void givesAnotherWorkspaceOtherPlaceholders() throws Exception {
        try (Workspace one = Workspace.create(folder.resolve("w"));
                Workspace two = Workspace.create(folder.resolve("v"))) {
            assertThat(text(build(one, PiiPolicy.STANDARD), "one.md"))
                    .isNotEqualTo(text(build(two, PiiPolicy.STANDARD), "one.md"));
        }
    }

    @Test
    void keepsItsKeyForItsOwnerOnly() throws Exception {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            build(workspace, PiiPolicy.STANDARD);
            Path key = workspace.folder().resolve("keys/pii.key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            assertThat(Files.size(key)).isEqualTo(32);
        }
    }

    private void page(String name, Random random, String line) throws Exception {
        String text = "# Page\n\n%s\n\n%s\n".formatted(SampleDocuments.words(random, 40), line);
        Files.writeString(sources.resolve(name), text);
    }

    private Corpus build(Workspace workspace, PiiPolicy policy) {
        DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
        library.add(List.of(sources), AccessLabel.INTERNAL, Progress.silent());
        return new CorpusBuilder(workspace, library)
                .build(
                        CorpusSettings.STANDARD.withHeldOutFraction(0).withPii(policy),
                        Progress.silent());
    }

    private static String text(Corpus corpus, String name) {
        return corpus.entries().stream()
                .map(Corpus.Entry::document)
                .filter(document -> document.name().equals(name))
                .map(Document::text)
                .findFirst()
                .orElseThrow();
    }
}
