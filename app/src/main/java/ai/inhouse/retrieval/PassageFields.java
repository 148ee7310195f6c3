package ai.inhouse.retrieval;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Section.Pages;
import ai.inhouse.identity.AccessLabel;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.VectorSimilarityFunction;

/// A passage as Lucene holds it.
final class PassageFields {
    /// The passage's words, headings included.
    static final String WORDS = "words";

    /// Of length 1, so that a product of two is their cosine.
    static final String VECTOR = "vector";

    /// What the vector is of, as a hash.
    static final String KEY = "key";

    private static final String DOCUMENT_ID = "document_id";
    private static final String DOCUMENT = "document";
    private static final String SECTION = "section";
    private static final String FIRST_PAGE = "first_page";
    private static final String LAST_PAGE = "last_page";
    private static final String LABEL = "label";
    private static final String TEXT = "text";

    private PassageFields() {}

    static Document of(Passage passage, float[] vector) {
        Document fields = new Document();
        fields.add(new TextField(WORDS, passage.embedded(), Store.NO));
        fields.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        fields.add(new StringField(KEY, passage.key().hex(), Store.NO));
        fields.add(new StoredField(DOCUMENT_ID, passage.documentId().hex()));
        fields.add(new StoredField(DOCUMENT, passage.document()));
        fields.add(new StoredField(SECTION, passage.section()));
        fields.add(new StoredField(LABEL, passage.label().toString()));
        fields.add(new StoredField(TEXT, passage.text()));
        passage.pages()
                .ifPresent(
                        pages -> {
                            fields.add(new StoredField(FIRST_PAGE, pages.first()));
                            fields.add(new StoredField(LAST_PAGE, pages.last()));
                        });
        return fields;
    }

    static Passage passage(Document fields) {
        return new Passage(
                new Hash(fields.get(DOCUMENT_ID)),
                fields.get(DOCUMENT),
                fields.get(SECTION),
                number(fields, FIRST_PAGE)
                        .flatMap(
                                first ->
                                        number(fields, LAST_PAGE)
                                                .map(last -> new Pages(first, last))),
                AccessLabel.parse(fields.get(LABEL)),
                fields.get(TEXT));
    }

    private static Optional<Integer> number(Document fields, String name) {
        return Optional.ofNullable(fields.getField(name))
                .map(IndexableField::numericValue)
                .map(Number::intValue);
    }
}
