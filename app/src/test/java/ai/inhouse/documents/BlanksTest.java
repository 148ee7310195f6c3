package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BlanksTest {
    private static final String CHARACTERS = "a é \t\n\r\f\u000B\u0000\u001F\u007F\u00A0 ";

    @Test
    void givesWhatTheExpressionsWouldGive() {
        long seed = 11;
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            StringBuilder made = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                made.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            String text = made.toString();
            assertThat(Blanks.collapse(text))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(text.replaceAll("\\s+", " "));
            assertThat(Blanks.collapseControls(text))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(text.replaceAll("[\\p{Cntrl}\\s]+", " "));
        }
    }
}
