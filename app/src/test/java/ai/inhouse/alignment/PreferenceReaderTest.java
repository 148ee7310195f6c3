package ai.inhouse.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.tokens.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreferenceReaderTest {
    @TempDir private Path folder;

    @Test
    void readsTextsAndMessagesAlike() throws IOException {
        Preferences read =
                read(
                        """
                        {"prompt": "Hi", "chosen": "Hello", "rejected": "What"}
                        {"prompt": [{"role": "user", "content": "Hi"}], "chosen": [{"role": "assistant", "content": "Hello"}], "rejected": [{"role": "assistant", "content": "What"}], "policy": "tone"}
                        {"chosen": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}], "rejected": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "What"}]}
                        """);
        assertThat(read.setAside()).isEmpty();
        assertThat(read.pairs())
                .hasSize(3)
                .allSatisfy(
                        pair -> {
                            assertThat(pair.prompt()).containsExactly(Message.of("user", "Hi"));
                            assertThat(pair.chosen())
                                    .containsExactly(Message.of("assistant", "Hello"));
                            assertThat(pair.rejected())
                                    .containsExactly(Message.of("assistant", "What"));
                        });
    }

    @Test
    void readsByHowMuchAnAnswerIsBetter() throws IOException {
        Preferences read =
                read(
                        """
                        {"prompt": "Hi", "chosen": "Hello", "rejected": "What", "margin": 1.5}
                        {"prompt": "Ho", "chosen": "Hello", "rejected": "What"}
                        {"prompt": "Ha", "chosen": "Hello", "rejected": "What", "margin": -1}
                        {"prompt": "He", "chosen": "Hello", "rejected": "What", "margin": "much"}
                        """);
        assertThat(read.pairs()).extracting(PreferencePair::margin).containsExactly(1.5, 0.0);
        assertThat(read.setAside())
                .hasSize(2)
                .allMatch(line -> line.reason().contains("has a margin that is no number"));
    }

    @Test
    void readsThumbs() throws IOException {
        Preferences read =
                read(
                        """
                        {"prompt": "Hi", "completion": "Hello", "label": true}
                        {"prompt": "Hi", "completion": "What", "label": false}
                        """);
        assertThat(read.rated()).extracting(RatedCompletion::good).containsExactly(true, false);
    }

    @Test
    void takesPairsAsRatingsWhereBothAreGiven() throws IOException {
        Preferences read =
                read(
                        """
                        {"prompt": "Hi", "completion": "Hello", "label": true}
                        {"prompt": "Bye", "chosen": "So long", "rejected": "What"}
                        """);
        assertThat(read.ratings())
                .extracting(r -> r.completion().getFirst().content() + " " + r.good())
                .containsExactly("So long true", "What false", "Hello true");
    }

    @Test
    void keepsAPromptOnOneSideOfTheSplit() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            lines.append(
                    """
                    {"prompt": "Question %d", "completion": "Answer %d", "label": %s}
                    """
                            .formatted(i % 10, i, i % 3 == 0));
        }
        Preferences.Split split = read(lines.toString()).split(0.65);
        assertThat(split.learned().rated()).hasSize(21);
        assertThat(split.heldOut().rated())
                .hasSize(9)
                .extracting(RatedCompletion::prompt)
                .doesNotContainAnyElementsOf(
                        split.learned().rated().stream().map(RatedCompletion::prompt).toList());
    }

    @Test
    void setsBadLinesAsideWithTheirReasons() throws IOException {
        Preferences read =
                read(
                        """
                        {"prompt": "Hi", "chosen": "Hello", "rejected": "What"}
                        {"prompt": "Hi", "chosen": "Hello"}
                        {"prompt": "Hi", "chosen": "Hello", "rejected": "Hello"}
                        {"prompt": "Hi", "chosen": "Hello", "rejected": " "}
                        {"prompt": "Hi", "completion": "Hello", "label": "yes"}
                        {"chosen": "Hello", "rejected": "What"}
                        {"prompt": "Hi"}
                        """);
        assertThat(read.pairs()).hasSize(1);
        assertThat(read.setAside())
                .extracting(bad -> bad.line() + ": " + bad.reason())
                .containsExactly(
                        "2: has no text and no messages under 'rejected'",
                        "3: has the same answer as chosen and rejected",
                        "4: has an empty message of the assistant",
                        "5: has a label that is neither true nor false",
                        "6: has no prompt, and its answers do not begin alike",
                        "7: has neither chosen and rejected nor a label");
    }

    @Test
    void saysSoWhereNothingCanBeUsed() {
        assertThatThrownBy(() -> read("{}"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("no line can be used");
    }

    private Preferences read(String text) throws IOException {
        return PreferenceReader.read(Files.writeString(folder.resolve("preferences.jsonl"), text));
    }
}
