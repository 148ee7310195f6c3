package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.inhouse.base.Fault;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus.Removed;
import ai.inhouse.corpus.Corpus.Split;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusBuilderTest {
    @TempDir private Path folder;
    private Path sources;

    @BeforeEach
    void write() throws Exception {
        sources = Files.createDirectories(folder.resolve("sources"));
        Random random = new Random(4);
        for (int i = 0; i < 20; i++) {
            Files.writeString(
                    sources.resolve("page%02d.md".formatted(i)),
                    "---\nowner: ann\nteam: x\n---\n# Page %d\n\n%s\n"
                            .formatted(i, SampleDocuments.words(random, 60)));
        }
    }

    @Test
    void listsEveryDocumentAsKeptOrRemovedWithItsReason() throws Exception {
        Files.writeString(sources.resolve("stub.md"), "# Moved\n");
        Files.copy(sources.resolve("page00.md"), sources.resolve("page00-copy.txt"));
        Files.createFile(sources.resolve("void.pdf"));
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, CorpusSettings.STANDARD);
            assertThat(corpus.documents(Split.TRAIN).size())
                    .isEqualTo(20 - corpus.documents(Split.HELD_OUT).size());
            assertThat(corpus.documents(Split.HELD_OUT)).isNotEmpty();
            assertThat(corpus.removed())
                    .extracting(Removed::name, Removed::filter, Removed::reason)
                    .containsExactlyInAnyOrder(
                            tuple("void.pdf", "unreadable", "it is empty"),
                            tuple("stub.md", "too_short", "1 of at least 10 words"),
                            tuple(
                                    "page00.md",
                                    "near_duplicate",
                                    "93% the same as page00-copy.txt"));
        }
    }

    @Test
    void givesTheSameVersionAndShardsWhenMadeAgainElsewhere() throws Exception {
        try (Workspace one = Workspace.create(folder.resolve("one"));
                Workspace two = Workspace.create(folder.resolve("two"))) {
            Corpus first = build(one, CorpusSettings.STANDARD);
            Corpus second = build(two, CorpusSettings.STANDARD);
            assertThat(second).isEqualTo(first);
            assertThat(two.files().read(second.version()))
                    .isEqualTo(one.files().read(first.version()));
            assertThat(build(one, CorpusSettings.STANDARD)).isEqualTo(first);
            assertThat(build(one, CorpusSettings.STANDARD.withHeldOutFraction(0.3)).version())
                    .isNotEqualTo(first.version());
        }
    }

    @Test
    void opensWhatWasSealed() throws Exception {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, CorpusSettings.STANDARD);
            CorpusStore store = new CorpusStore(workspace);
            assertThat(store.open(corpus.version())).isEqualTo(corpus);
            assertThat(store.latest()).contains(corpus.version());
            assertThat(corpus.entries().getFirst().document().metadata())
                    .containsEntry("owner", "ann");
            assertThatThrownBy(() -> store.open(Hash.of("other")))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("no such version");
        }
    }

    @Test
    void remembersWhichDocumentsAVersionWasMadeFrom() throws Exception {
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            Corpus corpus = build(workspace, CorpusSettings.STANDARD);
            Document document = corpus.documents(Split.TRAIN).getFirst();
            assertThat(new LineageRecords(workspace.database()).results(document.id().hex()))
                    .containsExactly(
                            new LineageEdge(corpus.version().hex(), document.id().hex(), "corpus"));
        }
    }

    @Test
    void saysWhyNothingIsLeft() throws Exception {
        Path poor = Files.createDirectories(folder.resolve("poor"));
        Files.writeString(poor.resolve("a.md"), "# Moved\n");
        Files.createFile(poor.resolve("b.pdf"));
        try (Workspace workspace = Workspace.create(folder.resolve("w"))) {
            DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
            library.add(List.of(poor), AccessLabel.INTERNAL, Progress.silent());
            CorpusBuilder builder = new CorpusBuilder(workspace, library);
            assertThatThrownBy(() -> builder.build(CorpusSettings.STANDARD, Progress.silent()))
                    .isInstanceOfSatisfying(
                            InhouseException.class,
                            e -> assertThat(e.fault()).isEqualTo(Fault.BAD_INPUT))
                    .hasMessageContaining("{too_short=1, unreadable=1}");
        }
    }

    private Corpus build(Workspace workspace, CorpusSettings settings) {
        DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
        library.add(List.of(sources), AccessLabel.INTERNAL, Progress.silent());
        return new CorpusBuilder(workspace, library).build(settings, Progress.silent());
    }
}
