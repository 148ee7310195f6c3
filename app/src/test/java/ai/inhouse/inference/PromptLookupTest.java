package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PromptLookupTest {
    private static final int CAPACITY = 300;

    private static int[] guess(int most, int... ids) {
        int[] guess = new int[most];
        int n = new PromptLookup(CAPACITY).guess(ids, ids.length, guess, most);
        return Arrays.copyOf(guess, n);
    }

    @Test
    void goesOnAsWhereTheLastTokensStoodBefore() {
        assertThat(guess(3, 5, 1, 2, 3, 4, 9, 1, 2)).containsExactly(3, 4, 9);
    }

    @Test
    void prefersTheLongestPlaceThenTheLatest() {
        assertThat(guess(1, 7, 1, 2, 30, 8, 1, 2, 40, 9, 1, 2)).containsExactly(40);
        assertThat(guess(1, 7, 1, 2, 30, 8, 1, 2, 40, 7, 1, 2)).containsExactly(30);
    }

    @Test
    void goesOnWithItsGuessWhereTheTextRepeatsItself() {
        assertThat(guess(5, 4, 1, 2, 3, 1, 2, 3)).containsExactly(1, 2, 3, 1, 2);
        assertThat(guess(4, 6, 6, 6)).containsExactly(6, 6, 6, 6);
    }

    @Test
    void guessesNothingWhereNothingIsAlike() {
        assertThat(guess(3)).isEmpty();
        assertThat(guess(3, 1)).isEmpty();
        assertThat(guess(3, 1, 2, 3, 4, 2)).isEmpty();
    }

    @Test
    void findsAsATextGrowsWhatItFindsInTheWhole() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int[] ids = random.ints(CAPACITY, 0, 4).toArray();
        PromptLookup growing = new PromptLookup(CAPACITY);
        int[] guess = new int[3];
        for (int length = 1; length < ids.length; length += 1 + random.nextInt(5)) {
            int n = growing.guess(ids, length, guess, 3);
            assertThat(Arrays.copyOf(guess, n))
                    .as("length %d, seed %d", length, seed)
                    .containsExactly(guess(3, Arrays.copyOf(ids, length)));
        }
    }
}
