package ai.inhouse.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordScannerTest {
    @Test
    void keepsASpaceWithTheWordAfterIt() {
        assertThat(words("Hello world  again")).containsExactly("Hello", " world", " ", " again");
    }

    @Test
    void takesDigitsOneByOne() {
        assertThat(words("in 2026")).containsExactly("in", " ", "2", "0", "2", "6");
    }

    @Test
    void endsWhiteSpaceAtItsLastLineBreak() {
        assertThat(words("a \n \n  b\n")).containsExactly("a", " \n \n", " ", " b", "\n");
    }

    @Test
    void cutsOffContractions() {
        assertThat(words("it's THEY'LL 'tis"))
                .containsExactly("it", "'s", " THEY", "'LL", " '", "tis");
    }

    @Test
    void splitsAsTheRegularExpressionDoes() {
        for (long seed = 1; seed <= 300; seed++) {
            String text = new RandomText(seed).next(60);
            assertThat(words(text)).as("seed %d", seed).isEqualTo(NaiveBpe.words(text));
        }
    }

    private static List<String> words(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        WordScanner scanner = new WordScanner(bytes, bytes.length);
        List<String> words = new ArrayList<>();
        for (int from = 0, end; from < bytes.length; from = end) {
            end = scanner.end(from);
            words.add(new String(bytes, from, end - from, StandardCharsets.UTF_8));
        }
        return words;
    }
}
