package ai.inhouse.retrieval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;

/// Fills the Lucene index of one label's passages. Passages are added in their order and committed
/// now and then, so the number of those that are there says where to go on.
final class LabelIndex {
    private static final int COMMIT_EVERY = 256;

    private LabelIndex() {}

    /// @param done told how many passages are in the index
    static void fill(Path folder, List<Passage> passages, Vectors vectors, IntConsumer done)
            throws IOException {
        try (Directory directory = LuceneFolder.open(folder);
                IndexWriter writer = new IndexWriter(directory, config())) {
            int from = writer.getDocStats().numDocs;
            while (from < passages.size()) {
                int to = Math.min(from + COMMIT_EVERY, passages.size());
                add(writer, passages.subList(from, to), vectors);
                writer.commit();
                from = to;
                done.accept(from);
            }
            // One graph of vectors is searched faster, and better, than many small ones.
            writer.forceMerge(1);
            writer.commit();
        }
    }

    private static IndexWriterConfig config() {
        return new IndexWriterConfig(WordQuery.analyzer())
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
                .setMergePolicy(new LogDocMergePolicy())
                .setMergeScheduler(new SerialMergeScheduler())
                .setCommitOnClose(false);
    }

    private static void add(IndexWriter writer, List<Passage> passages, Vectors vectors)
            throws IOException {
        List<float[]> all = passages.parallelStream().map(vectors::of).toList();
        for (int i = 0; i < all.size(); i++) {
            writer.addDocument(PassageFields.of(passages.get(i), all.get(i)));
        }
    }
}
