package ai.inhouse.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    private static final int LEAST = 256 + BpeTrainer.SPECIALS.size();

    @Test
    void learnsWhatANaiveTrainerLearns() {
        for (long seed = 1; seed <= 12; seed++) {
            List<String> documents = documents(seed, 12, 120);
            TokenizerModel model = train(documents, LEAST + 150, 2);
            assertThat(model.merges())
                    .as("seed %d", seed)
                    .isEqualTo(NaiveBpe.train(documents, 150));
        }
    }

    @Test
    void mergesRunsOfTheSameLetterAsANaiveTrainerDoes() {
        List<String> documents =
                List.of("aaaa aaaaa aaa aaaaaaaaaaaaaaa abababab bababa", "aaaaaaa aa");
        assertThat(train(documents, LEAST + 40, 1).merges())
                .isEqualTo(NaiveBpe.train(documents, 40));
    }

    @Test
    void givesTheSameVocabularyOnAnyNumberOfThreads() {
        List<String> documents = documents(7, 400, 2000);
        TokenizerModel one = train(documents, 2000, 1);
        assertThat(train(documents, 2000, 2)).isEqualTo(one);
        assertThat(train(documents, 2000, 5)).isEqualTo(one);
    }

    @Test
    void stopsWhereNoPairOccursTwice() {
        assertThat(train(List.of("abc"), 8192, 1).merges()).isEmpty();
    }

    @Test
    void putsSpecialTokensAtTheEnd() {
        TokenizerModel model = train(List.of("aa aa aa"), LEAST + 2, 1);
        assertThat(model.tokens()).hasSize(LEAST + 2).endsWith("<|reserved_3|>");
        assertThat(model.specials()).containsEntry(258, "<|endoftext|>");
    }

    @Test
    void boundsMemoryByForgettingRareWords() {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            documents.add(
                    "common words rare"
                            + Integer.toString(i + 40_000, 26).replaceAll("[0-9]", "z"));
        }
        TokenizerModel model =
                new BpeTrainer(LEAST + 40, 2, 500).train(documents.iterator(), Progress.silent());
        assertThat(model.tokens()).contains("common", "Ġwords");
    }

    @Test
    void splitsLongTextBetweenThreadsWithoutChangingWords() {
        String page = "one two\n\n  indented text\r\nthree 4\n\u00A0\nfive\n";
        byte[] text = page.repeat(30_000).getBytes(StandardCharsets.UTF_8);
        WordTable whole = new WordTable();
        WordScanner scanner = new WordScanner(text, text.length);
        for (int from = 0, end; from < text.length; from = end) {
            end = scanner.end(from);
            whole.add(text, from, end, 1);
        }
        WordTable pieces = new WordCounter(2, 1000).count(List.of(page.repeat(30_000)).iterator());
        assertThat(pieces.size()).isEqualTo(whole.size());
        for (int word = 0; word < pieces.size(); word++) {
            int from = pieces.offset(word);
            long before = pieces.count(word);
            whole.add(pieces.bytes(), from, from + pieces.length(word), -before);
        }
        assertThat(whole.moreFrequentThan(0).size()).isZero();
    }

    @Test
    void refusesASizeThatCannotHoldTheBytes() {
        assertThatThrownBy(() -> BpeTrainer.ofSize(100))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("vocabulary size 100");
    }

    @Test
    void refusesACorpusWithoutText() {
        assertThatThrownBy(() -> train(List.of("", ""), 8192, 1))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("no text");
    }

    private static List<String> documents(long seed, int count, int pieces) {
        RandomText text = new RandomText(seed);
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(text.next(pieces));
        }
        return documents;
    }

    private static TokenizerModel train(List<String> documents, int size, int threads) {
        return new BpeTrainer(size, threads, 1_000_000)
                .train(documents.iterator(), Progress.silent());
    }
}
