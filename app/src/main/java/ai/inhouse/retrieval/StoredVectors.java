package ai.inhouse.retrieval;

import ai.inhouse.base.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;

/// Vectors that earlier indexes hold: passages that did not change need no new ones.
final class StoredVectors implements AutoCloseable {
    private final List<DirectoryReader> readers = new ArrayList<>();

    /// @param indexes folders of complete ones
    StoredVectors(List<Path> indexes) throws IOException {
        for (Path index : indexes) {
            for (IndexManifest.Part part : PassageIndex.manifest(index).parts()) {
                readers.add(LuceneFolder.reader(index.resolve(part.folder())));
            }
        }
    }

    Optional<float[]> find(Hash key) throws IOException {
        Term term = new Term(PassageFields.KEY, key.hex());
        for (DirectoryReader reader : readers) {
            for (LeafReaderContext leaf : reader.leaves()) {
                PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.NONE);
                if (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    return Optional.of(vector(leaf, postings.docID()));
                }
            }
        }
        return Optional.empty();
    }

    /// @param document its number in the leaf; it has a vector
    static float[] vector(LeafReaderContext leaf, int document) throws IOException {
        FloatVectorValues values = leaf.reader().getFloatVectorValues(PassageFields.VECTOR);
        DocIndexIterator places = values.iterator();
        places.advance(document);
        return values.vectorValue(places.index()).clone();
    }

    @Override
    public void close() throws IOException {
        for (DirectoryReader reader : readers) {
            reader.close();
        }
    }
}
