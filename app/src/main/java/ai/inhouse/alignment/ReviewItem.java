package ai.inhouse.alignment;

import ai.inhouse.tokens.Message;
import java.util.List;

/// What a reviewer is shown: a prompt with two answers to choose from, or one to judge.
///
/// @param id the same for the same item
public record ReviewItem(String id, List<Message> prompt, List<String> answers) {
    public ReviewItem {
        prompt = List.copyOf(prompt);
        answers = List.copyOf(answers);
        if (answers.isEmpty() || answers.size() > 2) {
            throw new IllegalArgumentException("%d answers to review".formatted(answers.size()));
        }
    }
}
