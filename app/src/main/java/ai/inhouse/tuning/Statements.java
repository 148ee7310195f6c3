package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Questions to a statement by its own key phrases: what stands between its function words (as in
/// RAKE, Rose et al. 2010). Each names other phrases, so that the model learns to find the
/// statement by any of them, as people will not ask in the document's words.
final class Statements {
    private static final Set<String> FUNCTION_WORDS =
            Values.words(
                    """
                    |a|about|above|after|again|all|also|am|an|and|any|are|as|at|be|because|been|
                    before|being|below|between|both|but|by|can|could|did|do|does|doing|down|
                    during|each|etc|few|for|from|further|get|had|has|have|having|he|her|here|hers|
                    him|his|how|however|i|if|in|into|is|it|its|just|let|make|may|me|might|more|
                    most|must|my|need|needs|no|nor|not|now|of|off|on|once|one|only|or|other|our|
                    out|over|own|per|please|same|shall|she|should|so|some|such|than|that|the|
                    their|them|then|there|these|they|this|those|through|to|too|under|until|up|
                    us|use|used|using|very|via|was|we|were|what|when|where|whether|which|while|
                    who|whom|why|will|with|within|without|would|you|your""");
    private static final Pattern SPACE = Pattern.compile("\\s+|[.!](?=\\s|$)");
    private static final Pattern MONEY = Pattern.compile("[$€£]\\s?\\d");
    private static final Pattern AMOUNT =
            Pattern.compile("\\b\\d[\\d.,]*(?:-\\d+)?[ -](\\p{Ll}{3,})\\b");
    private static final int MOST_PHRASE_WORDS = 3;

    private Statements() {}

    /// @param wordings at most so many questions
    static List<String> questions(Statement statement, int wordings, long seed) {
        List<String> phrases = phrases(statement.sentence());
        Set<String> questions = new LinkedHashSet<>();
        Random random = new Random(seed ^ statement.sentence().hashCode());
        for (int i = 0; i < wordings && phrases.size() >= 2; i++) {
            int count = Math.min(phrases.size(), 2 + random.nextInt(3));
            String named = named(phrases, count, random);
            questions.add(asked(statement, named, i));
        }
        return new ArrayList<>(questions);
    }

    private static String asked(Statement statement, String named, int wording) {
        String title = statement.heading().isBlank() ? statement.title() : statement.heading();
        return switch (wording % 4) {
            case 0 -> "%s %s?".formatted(opening(statement.sentence()), named);
            case 1 -> "%s: what about %s?".formatted(title, named);
            case 2 -> "What should I know about %s?".formatted(named);
            default ->
                    "%s: %s %s?"
                            .formatted(
                                    statement.title(),
                                    opening(statement.sentence()).toLowerCase(Locale.ROOT),
                                    named);
        };
    }

    /// What a question for the statement's figure begins with.
    private static String opening(String sentence) {
        Matcher amount = AMOUNT.matcher(sentence);
        if (MONEY.matcher(sentence).find()) {
            return "How much money";
        }
        return amount.find() ? "How many " + amount.group(1) : "What";
    }

    /// Some of the phrases, in the sentence's order.
    private static String named(List<String> phrases, int count, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < phrases.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<String> chosen =
                new TreeSet<>(order.subList(0, count)).stream().map(phrases::get).toList();
        String last = chosen.getLast();
        return count == 1 ? last : String.join(", ", chosen.subList(0, count - 1)) + " and " + last;
    }

    /// Phrases without figures: these are what is asked for.
    private static List<String> phrases(String sentence) {
        Set<String> phrases = new LinkedHashSet<>();
        List<String> open = new ArrayList<>();
        for (String word : SPACE.split(sentence.replaceAll("[,;:()\"“”|]", " , "), -1)) {
            boolean border = !isKeyWord(word);
            if (border || open.size() == MOST_PHRASE_WORDS) {
                close(open, phrases);
            }
            if (!border) {
                open.add(open.isEmpty() && phrases.isEmpty() ? Values.lowered(word) : word);
            }
        }
        close(open, phrases);
        return new ArrayList<>(phrases);
    }

    private static boolean isKeyWord(String word) {
        return word.length() > 1
                && !word.matches(".*\\d.*")
                && word.matches(".*\\p{L}.*")
                && !FUNCTION_WORDS.contains(word.toLowerCase(Locale.ROOT));
    }

    private static void close(List<String> open, Set<String> phrases) {
        if (!open.isEmpty()) {
            phrases.add(String.join(" ", open));
            open.clear();
        }
    }
}
