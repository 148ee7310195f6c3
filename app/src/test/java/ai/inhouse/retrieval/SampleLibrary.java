package ai.inhouse.retrieval;

import ai.inhouse.base.Progress;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A workspace of a few documents with their labels.
public final class SampleLibrary implements AutoCloseable {
    private final Path folder;
    private final Workspace workspace;

    /// @param folder empty
    public SampleLibrary(Path folder) {
        this.folder = folder;
        this.workspace = Workspace.create(folder.resolve("workspace"));
    }

    public Workspace workspace() {
        return workspace;
    }

    /// Adds a document; one of the same name is changed.
    public SampleLibrary add(String label, String name, String text) throws IOException {
        return add(label, name, text.getBytes(StandardCharsets.UTF_8));
    }

    /// As [#add(String, String, String)].
    public SampleLibrary add(String label, String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        library().add(List.of(file), AccessLabel.parse(label), Progress.silent());
        return this;
    }

    private DocumentLibrary library() {
        return new DocumentLibrary(workspace, DocumentReader.standard());
    }

    /// Seals a corpus of all of them.
    public SampleLibrary seal() {
        new CorpusBuilder(workspace, library())
                .build(CorpusSettings.STANDARD.withHeldOutFraction(0), Progress.silent());
        return this;
    }

    /// The open index of the newest corpus.
    public Grounding grounding() {
        return Grounding.open(workspace, Progress.silent());
    }

    @Override
    public void close() {
        workspace.close();
    }
}
