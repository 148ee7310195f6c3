package ai.inhouse.tuning;

import ai.inhouse.documents.Section;
import ai.inhouse.tuning.Fact.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// An answered mail: what the quoted mail asks, and what the reply above it says. Greetings, thanks
/// and names at the end are left out.
final class MailFacts implements FactFinder {
    private static final Pattern GREETING =
            Pattern.compile(
                    "(?i)(?:dear|hi|hello|hey|good (?:day|morning|afternoon|evening))\\b[^.?!]{0,40}[,!]?");
    private static final Pattern THANKS =
            Pattern.compile("(?i)(?:thank you|thanks|many thanks)\\b[^.!?]*[.!]\\s*");
    private static final int MOST_WORDS = 90;
    private static final int FEWEST_WORDS = 5;
    private static final int SIGNATURE_WORDS = 6;

    @Override
    public List<Fact> find(Page page) {
        List<String> reply = new ArrayList<>();
        List<String> quoted = new ArrayList<>();
        for (Section section : page.document().sections()) {
            for (String line : section.text().lines().toList()) {
                String stripped = line.strip();
                if (stripped.startsWith(">")) {
                    quoted.add(stripped.substring(1).strip());
                } else if (quoted.isEmpty()) {
                    reply.add(stripped);
                }
            }
        }
        String question = body(quoted);
        String answer = THANKS.matcher(body(reply)).replaceFirst("");
        boolean usable = question.contains("?") && fits(question) && fits(answer);
        Origin origin = new Origin(page.document().name(), "");
        return usable ? List.of(new Asked(capital(question), capital(answer), origin)) : List.of();
    }

    private static boolean fits(String text) {
        int words = Sentences.words(text);
        return words >= FEWEST_WORDS && words <= MOST_WORDS;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    /// The paragraphs between the greeting and the name.
    private static String body(List<String> lines) {
        List<String> paragraphs =
                new ArrayList<>(List.of(String.join("\n", lines).split("\n\\s*\n")));
        paragraphs.replaceAll(paragraph -> MarkdownBlocks.plain(paragraph));
        paragraphs.removeIf(String::isEmpty);
        if (!paragraphs.isEmpty() && GREETING.matcher(paragraphs.getFirst()).matches()) {
            paragraphs.removeFirst();
        }
        if (!paragraphs.isEmpty()
                && Sentences.words(paragraphs.getLast()) <= SIGNATURE_WORDS
                && !paragraphs.getLast().matches(".*[.?!]$")) {
            paragraphs.removeLast();
        }
        return String.join(" ", paragraphs);
    }
}
