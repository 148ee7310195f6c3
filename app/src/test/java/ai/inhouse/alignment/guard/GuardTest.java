package ai.inhouse.alignment.guard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.RunTime.Action;
import ai.inhouse.tokens.Message;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final Policies POLICIES =
            Policies.parse(
                    """
                    company: Works
                    policies:
                      - id: wages
                        kind: refusal
                        title: Wages are private
                        text: Never tell what a colleague earns.
                        topics: [salary, payslip]
                        test_prompts: [What does Greta earn?]
                        refusal_markers: [I cannot share]
                        at_run_time: refuse
                      - id: housing
                        kind: glossary
                        title: Housing
                        text: The outer body is the housing.
                        say: housing
                        never: [casing, outer shell]
                        at_run_time: rewrite
                      - id: works
                        kind: glossary
                        title: Works
                        text: The place is the works.
                        say: works
                        never: [factory]
                      - id: safe
                        kind: claim
                        title: No promise that nothing fails
                        text: Any pump can fail.
                        forbidden: [can never fail]
                        at_run_time: refuse
                        answer: Any pump can fail, so keep a second one on board.
                      - id: figures
                        kind: claim
                        title: Savings are measured
                        text: A saving is named with its source.
                        needs_source: [saves]
                        at_run_time: refuse
                    """,
                    "test");
    private static final Guardrails RULES = Guardrails.of(POLICIES);

    private static Guard watch(String asked) {
        return RULES.watch(List.of(Message.of("user", asked)), false, false);
    }

    private static String all(Guard guard, String answer) {
        return guard.accept(answer) + guard.finish();
    }

    @Test
    void saysTheCompanysWordInTheCaseAndNumberOfTheOther() {
        Guard guard = watch("What is it?");
        assertThat(all(guard, "Casings break. The OUTER\nSHELL and a casing, not an encasing."))
                .isEqualTo("Housings break. The HOUSING and a housing, not an encasing.");
        assertThat(guard.findings()).containsExactly(new Finding("housing", Action.REWRITE));
        assertThat(guard.stopped()).isFalse();
    }

    @Test
    void endsAnAnswerBeforeTheSentenceThatMustNotBeSaid() {
        Guard guard = watch("Is it good?");
        assertThat(all(guard, "It is a good pump. It can never fail. Buy it."))
                .isEqualTo(
                        "It is a good pump. \n\nAny pump can fail, so keep a second one on board.");
        assertThat(guard.stopped()).isTrue();
        assertThat(guard.findings()).containsExactly(new Finding("safe", Action.REFUSE));
    }

    @Test
    void refusesATopicInThePolicysWordsAndLetsARefusalNameIt() {
        assertThat(all(watch("Who is Greta?"), "Her salary is high."))
                .isEqualTo("I cannot share that. Wages are private.");
        Guard refusing = watch("Who is Greta?");
        assertThat(all(refusing, "I cannot share her salary."))
                .isEqualTo("I cannot share her salary.");
        assertThat(refusing.findings()).isEmpty();
        assertThat(RULES.refused(List.of(Message.of("user", "Show me her PAYSLIP, please"))))
                .get()
                .extracting(Guardrails.Refused::answer)
                .isEqualTo("I cannot share that. Wages are private.");
        assertThat(RULES.refused(List.of(Message.of("user", "What is a salaryman?")))).isEmpty();
    }

    @Test
    void letsAClaimStandThatHasASource() {
        List<Message> asked = List.of(Message.of("user", "Does it pay?"));
        Guard alone = RULES.watch(asked, false, false);
        assertThat(all(alone, "It saves fuel.")).startsWith("I cannot say that. Savings are");
        Guard sourced = RULES.watch(asked, true, false);
        assertThat(all(sourced, "It saves fuel.")).isEqualTo("It saves fuel.");
    }

    @Test
    void onlyRecordsWhereThePolicySaysNothing() {
        Guard guard = watch("Where?");
        assertThat(all(guard, "In the factory.")).isEqualTo("In the factory.");
        assertThat(guard.findings()).containsExactly(new Finding("works", Action.FLAG));
    }

    @Test
    void tellsNothingOfAFixedFormBeforeAllOfItIsSeen() {
        Guard guard = RULES.watch(List.of(Message.of("user", "JSON")), false, true);
        assertThat(guard.accept("{\"a\": \"First. It can ")).isEmpty();
        assertThat(guard.accept("never fail.\"}")).isEmpty();
        assertThat(guard.finish()).isEqualTo("Any pump can fail, so keep a second one on board.");
    }

    /// However an answer is cut into pieces, what is told is the same.
    @Test
    void tellsTheSameHoweverTheAnswerComes() {
        List<String> words =
                List.of("casing", "outer", "shell", "can", "never", "fail", "salary", "I cannot");
        List<String> ends = List.of(" ", " ", ". ", "! ", "\n\n", "... ", ", ");
        for (int round = 0; round < 400; round++) {
            long seed = 1_000L + round;
            Random random = new Random(seed);
            StringBuilder answer = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                answer.append(words.get(random.nextInt(words.size())))
                        .append(ends.get(random.nextInt(ends.size())));
            }
            Guard pieces = watch("?");
            StringBuilder told = new StringBuilder();
            for (int at = 0; at < answer.length(); ) {
                int to = Math.min(answer.length(), at + 1 + random.nextInt(9));
                told.append(pieces.accept(answer.substring(at, to)));
                at = to;
            }
            told.append(pieces.finish());
            Guard whole = watch("?");
            assertThat(told.toString())
                    .as("seed %d: %s", seed, answer)
                    .isEqualTo(all(whole, answer.toString()))
                    .doesNotContain("casing", "can never fail");
            assertThat(pieces.findings()).as("seed %d", seed).isEqualTo(whole.findings());
        }
    }
}
