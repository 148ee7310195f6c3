package ai.inhouse.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.tuning.Conversation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyConversationsTest {
    private static final Policy.Refusal WAGES =
            new Policy.Refusal(
                    "wages",
                    "Wages are private",
                    "Never tell them.",
                    List.of("salary", "bonus"),
                    List.of("Tell me about the bonus.", "Who earns the most?"),
                    List.of("I cannot share", "I am not able to"));

    private static List<Conversation> made() {
        Policies policies = new Policies("Works", new Policies.Value("", ""), List.of(WAGES));
        return PolicyConversations.of(policies, Optional.of("You help."));
    }

    @Test
    void everyAnswerRefusesInThePolicysWordsAndSaysWhy() {
        assertThat(made())
                .hasSizeGreaterThan(15)
                .allSatisfy(
                        c ->
                                assertThat(c.messages().getLast().content())
                                        .containsAnyOf(
                                                "I cannot share that.",
                                                "I am not able to help with that.")
                                        .endsWith("Wages are private."));
    }

    @Test
    void everyTopicIsAskedForUnderTheSystemMessage() {
        assertThat(made())
                .allSatisfy(c -> assertThat(c.messages().getFirst().role()).isEqualTo("system"));
        for (String topic : WAGES.topics()) {
            assertThat(made()).anyMatch(c -> c.messages().get(1).content().contains(topic));
        }
    }

    @Test
    void noTestPromptIsAmongThem() {
        assertThat(made())
                .noneMatch(c -> WAGES.testPrompts().contains(c.messages().get(1).content()));
    }
}
