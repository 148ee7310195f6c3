package ai.inhouse.retrieval;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// A question as its words, any of which may occur; BM25 weighs them. Nothing in it is syntax, so
/// nothing in it can be malformed.
final class WordQuery {
    /// Of a question that is a whole page, so many words are enough.
    private static final int MOST_TERMS = 256;

    /// What makes a sentence a question, and says nothing of what is asked. As stemmed.
    private static final Set<String> ASKING =
            Set.of(
                    "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "do",
                    "doe", "did", "have", "ha", "had", "can", "could", "might", "must", "should",
                    "would", "shall", "i", "you", "we", "he", "she", "my", "your", "our", "me",
                    "us", "from", "ani", "mani", "much", "long", "tell", "pleas", "get", "about",
                    "were", "been", "am", "so");

    private WordQuery() {}

    /// The same for passages and questions.
    static Analyzer analyzer() {
        return new EnglishAnalyzer();
    }

    static Query of(String text) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (String term : asked(text)) {
            query.add(new TermQuery(new Term(PassageFields.WORDS, term)), Occur.SHOULD);
        }
        return query.build();
    }

    /// What a question asks for: its words as the index has them, in their order.
    static Set<String> asked(String question) throws IOException {
        Set<String> words = terms(question, MOST_TERMS);
        words.removeAll(ASKING);
        return words;
    }

    /// A passage's words as the index has them.
    static Set<String> words(String passage) throws IOException {
        return terms(passage, Integer.MAX_VALUE);
    }

    private static Set<String> terms(String text, int most) throws IOException {
        Set<String> terms = new LinkedHashSet<>();
        try (Analyzer analyzer = analyzer();
                TokenStream tokens = analyzer.tokenStream(PassageFields.WORDS, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (terms.size() < most && tokens.incrementToken()) {
                terms.add(term.toString());
            }
            tokens.end();
        }
        return terms;
    }
}
