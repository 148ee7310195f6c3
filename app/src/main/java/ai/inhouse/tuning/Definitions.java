package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The ways to ask what a word means.
final class Definitions {
    private static final Pattern ABBREVIATION = Pattern.compile("[\\p{Lu}\\d&/-]{2,8}s?");

    private Definitions() {}

    static List<MadeQuestion> questions(Definition definition) {
        String term = definition.term();
        String shown = ABBREVIATION.matcher(term).matches() ? term : Values.lowered(term);
        String is = shown.matches(".*[a-z]s") && !shown.matches(".*(ss|us|is)") ? "are" : "is";
        List<String> questions =
                List.of(
                        "What %s %s?".formatted(is, shown),
                        "What does %s mean?".formatted(shown),
                        "What is meant by %s?".formatted(shown),
                        "What do we mean by %s?".formatted(shown),
                        "Explain %s.".formatted(shown),
                        "Can you explain what %s %s?".formatted(shown, is));
        String meaning = ended(definition.meaning());
        List<MadeQuestion> all =
                new ArrayList<>(QuestionMaker.all(questions, meaning, definition.origin()));
        String first = Sentences.split(meaning).getFirst().replaceFirst("[.:,].*$", "");
        if (ABBREVIATION.matcher(term).matches() && spells(first, term)) {
            List<String> longForm =
                    List.of(
                            "What does %s stand for?".formatted(term),
                            "What is %s short for?".formatted(term));
            all.addAll(QuestionMaker.all(longForm, first, definition.origin()));
        }
        return all;
    }

    private static String ended(String text) {
        return text.matches("(?s).*[.!?)]$") ? text : text + ".";
    }

    /// Whether the words' first letters are the abbreviation's.
    private static boolean spells(String words, String abbreviation) {
        StringBuilder initials = new StringBuilder();
        for (String word : words.split("[\\s-]+", -1)) {
            if (!word.isEmpty()
                    && !word.toLowerCase(Locale.ROOT).matches("of|and|the|for|to|in|on|a")) {
                initials.append(Character.toUpperCase(word.charAt(0)));
            }
        }
        return initials.toString().equals(abbreviation.replaceAll("[^\\p{Lu}]", ""));
    }
}
