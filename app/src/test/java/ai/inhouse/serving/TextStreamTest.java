package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.tokens.ByteTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextStreamTest {
    private final ByteTokenizer tokenizer = new ByteTokenizer();

    private List<String> pieces(String text, String... stops) {
        TextStream stream = new TextStream(tokenizer, List.of(stops));
        List<String> pieces = new ArrayList<>();
        for (int id : tokenizer.encode(text)) {
            pieces.add(stream.accept(id));
        }
        pieces.add(stream.finish());
        return pieces;
    }

    @Test
    void holdsBackTheBytesOfACharacterUntilItIsComplete() {
        assertThat(pieces("é€😀")).containsExactly("", "é", "", "", "€", "", "", "", "😀", "");
    }

    @Test
    void givesAReplacementForBytesThatNeverBecomeACharacter() {
        TextStream stream = new TextStream(tokenizer, List.of());
        assertThat(stream.accept(0xe2)).isEmpty();
        assertThat(stream.accept(0x82)).isEmpty();
        assertThat(stream.finish()).isEqualTo("\uFFFD");
    }

    @Test
    void replacesABrokenByteAndGoesOn() {
        TextStream stream = new TextStream(tokenizer, List.of());
        assertThat(stream.accept(0xff)).isEqualTo("\uFFFD");
        assertThat(stream.accept('a')).isEqualTo("a");
    }

    @Test
    void stopsAtAStopStringThatSpansTokensAndGivesNothingOfIt() {
        assertThat(pieces("one STOP two", "STOP"))
                .containsExactly("o", "n", "e", " ", "", "", "", "", "", "", "", "", "");
    }

    @Test
    void givesBackWhatOnlyLookedLikeAStopString() {
        assertThat(pieces("STOMP", "STOP")).containsExactly("", "", "", "STOM", "P", "");
    }

    @Test
    void findsAStopStringThatBeginsInsideAFalseStart() {
        assertThat(String.join("", pieces("aaab!", "aab"))).isEqualTo("a");
    }

    @Test
    void leavesSpecialTokensOut() {
        TextStream stream = new TextStream(tokenizer, List.of());
        assertThat(stream.accept('a')).isEqualTo("a");
        assertThat(stream.accept(ByteTokenizer.END)).isEmpty();
        assertThat(stream.accept('b')).isEqualTo("b");
    }

    @Test
    void givesInPiecesWhatCuttingTheWholeTextWouldGive() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "ab€😀";
        for (int round = 0; round < 2_000; round++) {
            String text = some(random, letters, 12);
            String stop = some(random, letters, 3);
            int cut = stop.isEmpty() ? -1 : text.indexOf(stop);
            List<String> pieces = stop.isEmpty() ? pieces(text) : pieces(text, stop);
            assertThat(String.join("", pieces))
                    .as("seed %d, text %s, stop %s", seed, text, stop)
                    .isEqualTo(cut < 0 ? text : text.substring(0, cut));
        }
    }

    private static String some(Random random, String letters, int most) {
        int[] points = letters.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
