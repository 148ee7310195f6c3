package ai.inhouse.retrieval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/// Where Lucene's files are opened, without its remarks at each start on which vector instructions
/// and which kind of memory mapping it uses.
final class LuceneFolder {
    /// Held here, as Java forgets the level of a logger that nobody holds.
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private LuceneFolder() {}

    static Directory open(Path folder) throws IOException {
        LUCENE.setLevel(Level.WARNING);
        return FSDirectory.open(folder);
    }

    static DirectoryReader reader(Path folder) throws IOException {
        return DirectoryReader.open(open(folder));
    }
}
