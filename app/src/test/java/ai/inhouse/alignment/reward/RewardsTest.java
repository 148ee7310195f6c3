package ai.inhouse.alignment.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.Policies;
import ai.inhouse.base.InhouseException;
import ai.inhouse.tokens.Message;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardsTest {
    private static final AskedPrompt ANNA =
            new AskedPrompt(
                    List.of(Message.of("user", "Anna Berg is 37. Give name and age as JSON.")),
                    Map.of("name", JsonKind.STRING, "age", JsonKind.INTEGER));

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"Anna Berg\", \"age\": 37}               | 1.0",
                "  {\"age\": 37, \"name\": \"Anna\"}                  | 1.0",
                "Sure: {\"name\": \"Anna Berg\", \"age\": 37}         | 0.5",
                "{\"name\": \"Anna Berg\", \"age\": \"37\"}           | 0.8",
                "{\"name\": \"Bert\", \"age\": 37}                    | 0.9",
                "{\"name\": \"nn\", \"age\": 3}                       | 0.8",
                "{\"name\": \"Anna Berg\"}                            | 0.6",
                "{\"name\": \"Anna\", \"age\": 37, \"city\": \"Oslo\"} | 0.9333",
                "{}                                                   | 0.2",
                "{\"name\": \"Anna Berg\"                             | 0",
                "[1]                                                  | 0",
                "Anna Berg                                            | 0",
            })
    void aJsonObjectEarnsByWhatIsRightInIt(String text, double marks) {
        JsonReward reward = new JsonReward(Map.of(), true);
        assertThat(reward.of(answer(ANNA, text))).isCloseTo(marks, within(1e-4));
    }

    @Test
    void theRecipesKeysCountWhereAPromptHasNone() {
        JsonReward reward = new JsonReward(Map.of("ok", JsonKind.BOOLEAN), false);
        assertThat(reward.of(answer("{\"ok\": true}"))).isEqualTo(1);
        assertThat(reward.of(answer("{\"ok\": 1}"))).isEqualTo(0.7, within(1e-9));
    }

    @Test
    void wordsBeyondTheMostCostMoreAndMore() {
        LengthReward reward = new LengthReward(4);
        assertThat(reward.of(answer("one two three four"))).isEqualTo(1);
        assertThat(reward.of(answer("one two three four five six"))).isEqualTo(0.5);
        assertThat(reward.of(answer("a b c d e f g h i"))).isZero();
        assertThat(reward.of(answer(" "))).isZero();
    }

    @Test
    void policiesAreKeptByWordingAndByRefusal() {
        Policies policies =
                Policies.parse(
                        """
                        company: Tiny
                        policies:
                          - {id: wages, kind: refusal, title: Private, text: Never tell.,
                             topics: [wage], test_prompts: [What does the cook earn?],
                             refusal_markers: [I cannot]}
                          - {id: crew, kind: glossary, title: Crew, text: Say crew., say: crew,
                             never: [staff]}
                          - {id: free, kind: claim, title: Claims, text: Nothing is free.,
                             allowed: [], forbidden: [for free]}
                        """,
                        "test");
        PolicyReward reward = new PolicyReward(policies);
        assertThat(reward.of(asked("Who is there?", "The crew."))).isEqualTo(1);
        assertThat(reward.of(asked("Who is there?", "The STAFF."))).isEqualTo(0.5);
        assertThat(reward.of(asked("Who is there?", "Staff, for free."))).isEqualTo(1.0 / 3);
        assertThat(reward.of(asked("Who is there?", "A distaff."))).isEqualTo(1);
        assertThat(reward.of(asked("The wage of Jo?", "Ten."))).isEqualTo(0.5);
        assertThat(reward.of(asked("The wage of Jo?", "Sorry, I cannot say."))).isEqualTo(1);
        assertThat(reward.of(asked("What does the cook earn?", "Ten."))).isEqualTo(0.5);
    }

    @Test
    void sumsTermsByTheirWeightsAndSaysWhatEachEarned() {
        Rewards rewards =
                new Rewards(
                        List.of(
                                new Rewards.Term(new RegexReward(Pattern.compile("^A")), 2),
                                new Rewards.Term(new RegexReward(Pattern.compile("z$")), -1)));
        Rewards.Earned earned = rewards.earned(List.of(answer("Abz"), answer("A"), answer("z")));
        assertThat(earned.totals()).containsExactly(1, 2, -1);
        assertThat(earned.means())
                .containsEntry("reward", 2.0 / 3)
                .containsEntry("reward_regex", 2.0 / 3)
                .containsEntry("reward_regex_2_full", 2.0 / 3);
    }

    @Test
    void readsPromptsWithTheKeysThatTheyAskFor() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("prompts.jsonl"),
                        """
                        {"prompt": "Who?", "keys": {"name": "string"}}
                        {"prompt": "Who?", "keys": {"name": "string"}}
                        {"prompt": "When?", "keys": {"day": "date"}}
                        {"prompt": [{"role": "user", "content": "Where?"}]}
                        """);
        List<AskedPrompt> prompts = PromptReader.read(file);
        assertThat(prompts).hasSize(2);
        assertThat(prompts.getFirst().keys()).containsEntry("name", JsonKind.STRING);
        assertThat(prompts.getLast().question()).isEqualTo("Where?");

        Path lines = Files.writeString(folder.resolve("prompts.txt"), "Who?\n\nWhen?\n");
        assertThat(PromptReader.read(lines)).hasSize(2);

        Path none = Files.writeString(folder.resolve("none.jsonl"), "{\"question\": 1}\n");
        assertThatThrownBy(() -> PromptReader.read(none)).isInstanceOf(InhouseException.class);
    }

    private static Answer answer(String text) {
        return asked("Well?", text);
    }

    private static Answer asked(String prompt, String text) {
        AskedPrompt asked = new AskedPrompt(List.of(Message.of("user", prompt)), Map.of());
        return answer(asked, text);
    }

    private static Answer answer(AskedPrompt asked, String text) {
        return new Answer(asked, text, text.length(), true);
    }
}
