package ai.inhouse.alignment.review;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.review.ReviewItem.Answer;
import ai.inhouse.alignment.review.ReviewItem.Kind;
import ai.inhouse.tokens.Message;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReviewSessionTest {
    private final Map<ReviewItem, Verdict> kept = new LinkedHashMap<>();
    private String shown = "";

    @Test
    void savesTheAnswerThatTheKeyNamesWhateverTheOrder() {
        for (int i = 0; i < 8; i++) {
            ReviewItem item = pair("item" + i);
            run("1\n", List.of(item));
            boolean goodFirst = shown.indexOf("good") < shown.indexOf("poor");
            assertThat(kept).containsEntry(item, new Verdict.Choice(goodFirst ? 0 : 1));
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
    void takesTiesAndThumbsAndSkips() {
        List<ReviewItem> items = List.of(pair("a"), single("b"), pair("c"));
        assertThat(run("=\n+\ns\n", items)).isEqualTo(new ReviewSession.Result(2, 1, 1));
        assertThat(kept.values()).containsExactly(new Verdict.Tie(), new Verdict.Thumb(true));
    }

    @Test
    void goesBackToCorrectAReview() {
        run("+\nb\n-\n+\n", List.of(single("a"), single("b")));
        assertThat(kept.values())
                .containsExactly(new Verdict.Thumb(false), new Verdict.Thumb(true));
    }

    @Test
    void asksAgainAfterAKeyThatMeansNothing() {
        assertThat(run("x\n+\n1\n", List.of(pair("a"))).reviewed()).isEqualTo(1);
        assertThat(shown).contains("That key means nothing here.");
    }

    @Test
    void showsNoControlCharacters() {
        run("q\n", List.of(item(Kind.THUMBS, "a", "\u001b[2Jgone")));
        assertThat(shown).contains("\uFFFD[2Jgone").doesNotContain("\u001b");
    }

    private ReviewSession.Result run(String keys, List<ReviewItem> items) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new StringReader(keys));
        ReviewSession.Result result = new ReviewSession(kept::put, in, out, "ada").run(items);
        shown = bytes.toString(StandardCharsets.UTF_8);
        return result;
    }

    private static ReviewItem pair(String prompt) {
        return item(Kind.PAIR, prompt, "good", "poor");
    }

    private static ReviewItem single(String prompt) {
        return item(Kind.THUMBS, prompt, "good");
    }

    static ReviewItem item(Kind kind, String prompt, String... answers) {
        List<Answer> given = new ArrayList<>();
        for (String answer : answers) {
            given.add(new Answer(answer, "model-" + given.size()));
        }
        return new ReviewItem(
                kind, List.of(Message.of("user", prompt)), given, List.of(), List.of());
    }
}
