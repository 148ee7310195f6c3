package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.documents.DocumentLibrary.Added;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.Encryption;
import ai.inhouse.store.Workspace;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentLibraryTest {
    @TempDir private Path folder;
    private Path sources;
    private Workspace workspace;
    private DocumentLibrary library;

    @BeforeEach
    void open() throws Exception {
        sources = Files.createDirectories(folder.resolve("sources"));
        workspace = Workspace.create(folder.resolve("workspace"));
        library = new DocumentLibrary(workspace, DocumentReader.standard());
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void addsWhatIsNewReadsAgainWhatChangedAndForgetsWhatIsGone() throws Exception {
        Files.writeString(sources.resolve("a.md"), "# A\n\nFirst.\n");
        Files.writeString(sources.resolve("b.md"), "# B\n\nSecond.\n");
        assertThat(add()).isEqualTo(new Added(2, 0, 0, 0, List.of()));
        assertThat(add()).isEqualTo(new Added(0, 0, 2, 0, List.of()));
        Files.writeString(sources.resolve("a.md"), "# A\n\nChanged.\n");
        Files.delete(sources.resolve("b.md"));
        Files.writeString(sources.resolve("c.md"), "# C\n\nThird.\n");
        assertThat(add()).isEqualTo(new Added(1, 1, 0, 1, List.of()));
        assertThat(library.documents())
                .extracting(Document::name, Document::title, Document::text)
                .containsExactly(
                        tuple("a.md", "A", "# A\n\nChanged."), tuple("c.md", "C", "# C\n\nThird."));
    }

    @Test
    void keepsTheOriginalBytesUnderTheDocumentsId() throws Exception {
        Files.writeString(sources.resolve("a.md"), "# A\n");
        add();
        Document document = library.show("a.md");
        assertThat(document.id()).isEqualTo(Hash.of("# A\n"));
        assertThat(workspace.files().read(document.id())).asString().isEqualTo("# A\n");
        assertThat(library.show(document.id().brief())).isEqualTo(document);
    }

    @Test
    void passesOverATextThatLostItsKeyWhenItsRemovalWasCutOff() throws Exception {
        new Encryption(workspace).enable("file:" + folder.resolve("master.key"));
        Hash cutOff = workspace.files().put("[]".getBytes(StandardCharsets.UTF_8));
        Files.delete(
                workspace
                        .folder()
                        .resolve("keys/files")
                        .resolve(cutOff.hex().substring(0, 2))
                        .resolve(cutOff.hex().substring(2)));
        Files.writeString(sources.resolve("a.md"), "# A\n\nFirst.\n");
        add();
        library.forget(List.of(sources.resolve("a.md").toString()));
        library.removeUnusedTexts();
        assertThat(workspace.files().list())
                .containsExactlyInAnyOrder(cutOff, Hash.of("# A\n\nFirst.\n"));
    }

    @Test
    void changesALabelWhenTheFileIsAddedWithAnother() throws Exception {
        Files.writeString(sources.resolve("a.md"), "# A\n");
        add();
        Added again =
                library.add(
                        List.of(sources),
                        AccessLabel.parse("restricted:finance"),
                        Progress.silent());
        assertThat(again.changed()).isEqualTo(1);
        assertThat(library.show("a.md").label().toString()).isEqualTo("restricted:finance");
    }

    @Test
    void takesAMailsAttachmentAsADocumentOfItsOwn() throws Exception {
        Files.writeString(sources.resolve("leak.eml"), SampleFiles.mail());
        assertThat(add().added()).isEqualTo(2);
        assertThat(library.documents())
                .extracting(Document::name)
                .containsExactly("leak.eml", "leak.eml/1-parts.csv");
        assertThat(library.show("leak.eml/1-parts.csv").text()).contains("| seal | S-17 |");
        assertThat(add()).isEqualTo(new Added(0, 0, 2, 0, List.of()));
        Files.delete(sources.resolve("leak.eml"));
        Files.writeString(sources.resolve("a.md"), "# A\n");
        assertThat(add().gone()).isEqualTo(2);
    }

    @Test
    void setsEachBadFileAsideWithItsReasonAndReadsTheOthers() throws Exception {
        Files.writeString(sources.resolve("good.md"), "# Good\n");
        Files.createFile(sources.resolve("empty.pdf"));
        Files.write(sources.resolve("locked.pdf"), SampleFiles.encryptedPdf());
        try (var large = new RandomAccessFile(sources.resolve("large.txt").toFile(), "rw")) {
            large.setLength(200L << 20);
        }
        Added added = add();
        assertThat(added.added()).isEqualTo(1);
        assertThat(added.setAside())
                .extracting(DocumentRecord::name, DocumentRecord::reason)
                .containsExactlyInAnyOrder(
                        tuple("empty.pdf", "it is empty"),
                        tuple("locked.pdf", "it is encrypted"),
                        tuple("large.txt", "it has 200.0 MiB, more than the limit of 100.0 MiB"));
        assertThat(library.list()).hasSize(4);
        assertThatThrownBy(() -> library.show("locked.pdf"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("set aside: it is encrypted");
    }

    @Test
    void setsAFileAsideThatMayNotBeRead() throws Exception {
        Path secret = Files.writeString(sources.resolve("secret.md"), "# Secret\n");
        secret.toFile().setReadable(false);
        Assumptions.assumeFalse(Files.isReadable(secret), "skipped: this user reads every file");
        assertThat(add().setAside())
                .extracting(DocumentRecord::reason)
                .containsExactly("it may not be read: access is denied");
    }

    @Test
    void setsAFileAsideThatVanishesBeforeItIsRead() {
        DocumentReader reader = DocumentReader.standard();
        SourceFile gone = new SourceFile(sources.resolve("gone.md"), "gone.md");
        assertThatThrownBy(() -> reader.load(gone))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void neverTakesItsOwnWorkspaceForASource() throws Exception {
        Files.writeString(sources.resolve("a.md"), "# A\n");
        for (int i = 0; i < 2; i++) {
            library.add(List.of(folder), AccessLabel.INTERNAL, Progress.silent());
        }
        assertThat(library.list()).extracting(DocumentRecord::name).containsExactly("sources/a.md");
    }

    @Test
    void makesOneLineOfAHostileTitle() throws Exception {
        String title = "\"a\\0b\\n\\tc'); DROP TABLE documents; --%s\"".formatted("x".repeat(9999));
        Files.writeString(sources.resolve("a.md"), "---\ntitle: " + title + "\n---\nText.\n");
        assertThat(add().added()).isEqualTo(1);
        assertThat(library.show("a.md").title())
                .startsWith("a b c'); DROP TABLE documents; --xxx")
                .hasSizeLessThan(310);
    }

    @Test
    void goesOnAfterItsProcessWasKilled() throws Exception {
        for (int i = 0; i < 320; i++) {
            Files.writeString(sources.resolve("page%03d.md".formatted(i)), "# Page " + i + "\n");
        }
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Adder.class.getName(),
                                workspace.folder().toString(),
                                sources.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        for (int wait = 0; library.list().isEmpty() && wait < 1200 && child.isAlive(); wait++) {
            Thread.sleep(50);
        }
        child.destroyForcibly().waitFor();
        int before = library.documents().size();
        assertThat(before).isPositive();
        assertThat(add()).isEqualTo(new Added(320 - before, 0, before, 0, List.of()));
        assertThat(library.documents())
                .allSatisfy(page -> assertThat(page.text()).startsWith("# Page "))
                .hasSize(320);
    }

    /// Adds documents until it is killed.
    static final class Adder {
        public static void main(String[] args) {
            try (Workspace workspace = Workspace.open(Path.of(args[0]))) {
                new DocumentLibrary(workspace, DocumentReader.standard())
                        .add(List.of(Path.of(args[1])), AccessLabel.INTERNAL, Progress.silent());
            }
        }
    }

    @Test
    void saysWhenNoDocumentIsMeant() {
        assertThatThrownBy(() -> library.show("nothing.md")).hasMessageContaining("nothing.md");
    }

    private Added add() {
        return library.add(List.of(sources), AccessLabel.INTERNAL, Progress.silent());
    }
}
