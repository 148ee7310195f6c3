package ai.inhouse.serving.load;

import java.util.Random;

/// What is asked: so many short words in a random order, so that no two prompts begin alike and
/// nothing that was read before can be used again.
///
/// @param words about as many tokens
/// @param tokens that are asked for in answer
public record Words(int words, int tokens) {
    private static final String[] SOME = {
        "the", "harbour", "is", "open", "from", "six", "to", "nine", "and", "ships", "wait", "for",
        "a", "pilot", "who", "knows", "every", "rock", "in", "it"
    };

    String prompt(Random random) {
        StringBuilder prompt = new StringBuilder();
        for (int i = 0; i < words; i++) {
            prompt.append(SOME[random.nextInt(SOME.length)]).append(' ');
        }
        return prompt.toString();
    }
}
