package ai.inhouse.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.tokens.Message;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReviewSessionTest {
    @TempDir private Path folder;
    private ReviewFile sink;
    private String shown = "";

    @BeforeEach
    void openFile() {
        sink = new ReviewFile(folder.resolve("reviews.jsonl"), "ada");
    }

    @Test
    void savesTheAnswerThatTheKeyNamesWhateverTheOrder() {
        for (int i = 0; i < 8; i++) {
            run("1\n", List.of(pair("item" + i)));
            boolean goodFirst = shown.indexOf("good") < shown.indexOf("poor");
            assertThat(
                            PreferenceReader.read(folder.resolve("reviews.jsonl"))
                                    .pairs()
                                    .get(i)
                                    .chosen())
                    .containsExactly(Message.of("assistant", goodFirst ? "good" : "poor"));
        }
    }

    @Test
    void showsAnswersInBothOrders() {
        List<Boolean> goodFirst = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            run("s\n", List.of(pair("item" + i)));
            goodFirst.add(shown.indexOf("good") < shown.indexOf("poor"));
        }
        assertThat(goodFirst).contains(true, false);
    }

    @Test
    void goesOnWhereItWasLeft() {
        List<ReviewItem> items = List.of(pair("a"), single("b"), pair("c"));
        assertThat(run("1\n+\nq\n", items)).isEqualTo(new ReviewSession.Result(2, 0, 1));
        assertThat(run("", items)).isEqualTo(new ReviewSession.Result(0, 0, 1));
        assertThat(shown).contains("[1 of 1]");
        assertThat(run("2\n", items)).isEqualTo(new ReviewSession.Result(1, 0, 0));
        assertThat(sink.reviewed()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void goesBackToCorrectAReview() {
        run("+\nb\n-\n+\n", List.of(single("a"), single("b")));
        assertThat(PreferenceReader.read(folder.resolve("reviews.jsonl")).rated())
                .extracting(RatedCompletion::good)
                .containsExactly(false, true);
    }

    @Test
    void asksAgainAfterAKeyThatMeansNothing() {
        assertThat(run("x\n+\n1\n", List.of(pair("a"))).reviewed()).isEqualTo(1);
        assertThat(shown).contains("That key means nothing here.");
    }

    @Test
    void showsNoControlCharacters() {
        run("q\n", List.of(new ReviewItem("a", prompt(), List.of("\u001b[2Jgone"))));
        assertThat(shown).contains("\uFFFD[2Jgone").doesNotContain("\u001b");
    }

    private ReviewSession.Result run(String keys, List<ReviewItem> items) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new StringReader(keys));
        ReviewSession.Result result = new ReviewSession(sink, in, out, 5).run(items);
        shown = bytes.toString(StandardCharsets.UTF_8);
        return result;
    }

    private static List<Message> prompt() {
        return List.of(Message.of("user", "How are you?"));
    }

    private static ReviewItem pair(String id) {
        return new ReviewItem(id, prompt(), List.of("good", "poor"));
    }

    private static ReviewItem single(String id) {
        return new ReviewItem(id, prompt(), List.of("good"));
    }
}
