package ai.inhouse.retrieval;

import ai.inhouse.base.Json;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.identity.Clearance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;

/// A complete index, open to be searched. Thread-safe.
final class PassageIndex implements AutoCloseable {
    /// How far down each ranking is looked before they are fused.
    private static final int DEPTH = 50;

    private final Path folder;
    private final List<Part> parts = new ArrayList<>();

    private record Part(AccessLabel label, DirectoryReader reader) {}

    private PassageIndex(Path folder) {
        this.folder = folder;
    }

    static IndexManifest manifest(Path folder) {
        return Json.read(folder.resolve(IndexManifest.FILE), IndexManifest.class);
    }

    /// @param folder a complete index
    static PassageIndex open(Path folder) throws IOException {
        PassageIndex index = new PassageIndex(folder);
        try {
            for (IndexManifest.Part part : manifest(folder).parts()) {
                DirectoryReader reader = LuceneFolder.reader(folder.resolve(part.folder()));
                index.parts.add(new Part(part.accessLabel(), reader));
            }
            return index;
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /// Whether it still is where it was opened: it is not once another has taken its place, or
    /// something was erased from the corpus.
    boolean stands() {
        return Files.exists(folder.resolve(IndexManifest.FILE));
    }

    /// The best passages among those that the reader may read. The others' part of the index is not
    /// opened for this search, so that neither their words nor how often they occur have any effect
    /// on it.
    ///
    /// @param vector the question's, of length 1
    List<Hit> search(String question, float[] vector, Clearance clearance, int count, Ranking by)
            throws IOException {
        IndexReader[] readable =
                parts.stream()
                        .filter(part -> clearance.covers(part.label))
                        .map(Part::reader)
                        .toArray(IndexReader[]::new);
        if (readable.length == 0) {
            return List.of();
        }
        try (MultiReader all = new MultiReader(readable, false)) {
            IndexSearcher searcher = new IndexSearcher(all);
            List<List<Integer>> rankings = new ArrayList<>();
            if (by != Ranking.MEANING) {
                rankings.add(ranked(searcher, WordQuery.of(question)));
            }
            if (by != Ranking.WORDS) {
                rankings.add(
                        ranked(
                                searcher,
                                new KnnFloatVectorQuery(PassageFields.VECTOR, vector, DEPTH)));
            }
            Coverage coverage = Coverage.of(question, all);
            List<Hit> hits = new ArrayList<>();
            for (Map.Entry<Integer, Double> one : Ranking.fuse(rankings)) {
                if (hits.size() < count) {
                    hits.add(hit(all, one.getKey(), one.getValue(), vector, coverage));
                }
            }
            return hits;
        }
    }

    private static List<Integer> ranked(IndexSearcher searcher, Query query) throws IOException {
        return Arrays.stream(searcher.search(query, DEPTH).scoreDocs).map(d -> d.doc).toList();
    }

    private static Hit hit(
            IndexReader reader, int document, double score, float[] question, Coverage coverage)
            throws IOException {
        LeafReaderContext leaf =
                reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
        float[] vector = StoredVectors.vector(leaf, document - leaf.docBase);
        double cosine = 0;
        for (int i = 0; i < vector.length; i++) {
            cosine += (double) vector[i] * question[i];
        }
        Passage passage = PassageFields.passage(reader.storedFields().document(document));
        return new Hit(passage, score, cosine, coverage.in(passage));
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.reader.close();
        }
    }
}
