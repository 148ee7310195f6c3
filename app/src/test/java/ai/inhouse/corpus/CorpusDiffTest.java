package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.CorpusDiff.Change;
import ai.inhouse.corpus.CorpusDiff.Changed;
import ai.inhouse.corpus.CorpusDiff.Gone;
import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.PiiRule;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusDiffTest {
    @TempDir private Path folder;
    private Path sources;
    private final Random random = new Random(7);

    @BeforeEach
    void write() throws IOException {
        sources = folder.resolve("sources");
        Files.createDirectories(sources.resolve("hr"));
        for (String name : List.of("same", "edited", "deleted", "cut")) {
            page("hr/" + name, "");
        }
        page("mail", " Write to ann@example.com.");
    }

    @Test
    void tellsWhatCameWentAndChanged() throws IOException {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            CorpusSettings settings = CorpusSettings.STANDARD.withHeldOutFraction(0);
            Corpus before = build(workspace, settings);
            page("new", "");
            page("hr/edited", " More.");
            Files.delete(sources.resolve("hr/deleted.md"));
            Files.writeString(sources.resolve("hr/cut.md"), "# Cut\n");
            PiiPolicy masking =
                    PiiPolicy.of(
                            Map.of("email", PiiRule.of(PiiAction.MASK)), List.of("US"), List.of());
            Corpus after = build(workspace, settings.withPii(masking));
            CorpusDiff diff = CorpusDiff.between(new CorpusStore(workspace), before, after);
            assertThat(diff.came()).containsExactly("new.md");
            assertThat(diff.went())
                    .containsExactly(
                            new Gone("hr/cut.md", "too_short: 1 of at least 10 words"),
                            new Gone("hr/deleted.md", "it is no longer among the documents"));
            assertThat(diff.changed())
                    .containsExactly(
                            new Changed("hr/edited.md", Change.ORIGINAL),
                            new Changed("mail.md", Change.MASKING));
        }
    }

    @Test
    void findsNothingBetweenAVersionAndItself() throws IOException {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, CorpusSettings.STANDARD);
            CorpusDiff diff = CorpusDiff.between(new CorpusStore(workspace), corpus, corpus);
            assertThat(diff.came()).isEmpty();
            assertThat(diff.went()).isEmpty();
            assertThat(diff.changed()).isEmpty();
        }
    }

    @Test
    void findsVersionsByTheirFirstDigits() throws IOException {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Hash version = build(workspace, CorpusSettings.STANDARD).version();
            CorpusStore store = new CorpusStore(workspace);
            assertThat(store.find(version.brief())).isEqualTo(version);
            assertThatThrownBy(() -> store.find("none"))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("no version begins so");
        }
    }

    @Test
    void cardsTellSourcesLanguagesLicencesAndFilters() throws IOException {
        Files.writeString(
                sources.resolve("hr/urlaub.md"),
                "---\nlicense: CC0-1.0\n---\n# Urlaub\n\nDer Antrag auf Urlaub ist mit dem Formular"
                        + " an die Leitung zu geben und von der Leitung zu zeichnen.\n");
        Files.writeString(sources.resolve("stub.md"), "# Stub\n");
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, CorpusSettings.STANDARD.withHeldOutFraction(0));
            CorpusCard card = CorpusCard.of(corpus);
            assertThat(card.train()).isEqualTo(6);
            assertThat(documents(card.sources(), "hr")).isEqualTo(5);
            assertThat(documents(card.sources(), ".")).isEqualTo(1);
            assertThat(documents(card.languages(), "de")).isEqualTo(1);
            assertThat(documents(card.licences(), "CC0-1.0")).isEqualTo(1);
            assertThat(documents(card.licences(), "not stated")).isEqualTo(5);
            assertThat(documents(card.labels(), "internal")).isEqualTo(6);
            assertThat(card.removed()).containsEntry("too_short", 1);
            assertThat(card.pii()).containsKey("email");
            assertThat(card.textBytes())
                    .isEqualTo(
                            card.languages().values().stream()
                                    .mapToLong(CorpusCard.Share::textBytes)
                                    .sum());
        }
    }

    private static int documents(Map<String, CorpusCard.Share> shares, String of) {
        return shares.getOrDefault(of, new CorpusCard.Share(0, 0)).documents();
    }

    private void page(String name, String more) throws IOException {
        Files.writeString(
                sources.resolve(name + ".md"),
                "# Page\n\n%s.%s\n".formatted(SampleDocuments.words(random, 60), more));
    }

    private Corpus build(Workspace workspace, CorpusSettings settings) {
        DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
        library.add(List.of(sources), AccessLabel.INTERNAL, Progress.silent());
        return new CorpusBuilder(workspace, library).build(settings, Progress.silent());
    }
}
