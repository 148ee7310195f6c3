package ai.inhouse.tuning;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Questions as texts: whether one can be understood by itself, how else it can be asked, and when
/// two are the same.
final class Questions {
    private static final int FEWEST_WORDS = 3;
    private static final int MOST_WORDS = 22;
    private static final int FEWEST_WORDINGS = 3;
    private static final Pattern BEGINS =
            Pattern.compile(
                    "(?i)(?:(?:to|in|on|at|for|by|from|with|under|of|until|since|about|down to|up to)"
                            + " )?(?:who|whom|whose|what|when|where|which|why|how|what's|who's|can|could|may|must|"
                            + "do|does|did|is|are|was|were|should|shall|will|would|have|has|am)\\b.*\\?");
    private static final Pattern NEEDS_CONTEXT =
            Pattern.compile(
                    "(?i).*\\b(?:this|that|these|those|it|they|them|he|she|above|below|here)\\b.*");
    private static final String NOUN =
            "((?:(?:the|our|your|a|an) |(?=\\p{Lu}))[\\p{L}\\d-]+(?: (?!made)[\\p{L}\\d-]+){0,2})";
    private static final List<Rewrite> REWRITES =
            List.of(
                    rewrite(
                            "How (?:do|can|should) (?:I|you|we) (.+)",
                            "How do I $1|How can I $1|How should I $1|What is the way to $1"),
                    rewrite("How to (.+)", "How do I $1|How can I $1"),
                    rewrite("Can I (.+)", "May I $1|Am I allowed to $1|Is it possible to $1"),
                    rewrite(
                            "(?:Do I (?:need|have) to|Must I) (.+)",
                            "Do I have to $1|Must I $1|Do I need to $1|Am I required to $1"),
                    rewrite(
                            "Where (?:can|do) I find (.+)",
                            "Where do I find $1|Where can I find $1|Where can one find $1"),
                    rewrite("What happens (?:if|when) (.+)", "What if $1|What happens if $1"),
                    rewrite("What if (.+)", "What happens if $1|What do I do if $1"),
                    rewrite("Who can (.+)", "Who may $1|Who is able to $1|Who is allowed to $1"),
                    rewrite("Who is " + NOUN, "Who's $1|Can you tell me who $1 is"),
                    rewrite("What is " + NOUN, "What's $1|Can you tell me what $1 is"),
                    rewrite("What are " + NOUN, "Can you tell me what $1 are"),
                    rewrite(
                            "Where is " + NOUN,
                            "Where's $1|Where do I find $1|Can you tell me where $1 is"),
                    rewrite("When is " + NOUN, "When's $1|Can you tell me when $1 is"),
                    rewrite("(What|Where|When|Who) is (.+)", "$1's $2"),
                    rewrite(
                            "Who (led|designed|founded|ordered) (.+)",
                            "Which person $1 $2|Who was it that $1 $2|By whom was $2 $1"),
                    rewrite(
                            "Who (?!is|was|does)(\\w+s .+|\\w+ed .+|ran .+|wrote .+|drew .+|built .+)",
                            "Which person $1|Who is it that $1|Can you tell me who $1"));

    private Questions() {}

    private record Rewrite(Pattern pattern, List<String> replacements) {}

    /// @param replacements separated by bars
    private static Rewrite rewrite(String pattern, String replacements) {
        return new Rewrite(Pattern.compile(pattern), List.of(replacements.split("\\|", -1)));
    }

    /// Whether a question is one, and can be understood without what stands around it.
    static boolean standsAlone(String question) {
        int words = Sentences.words(question);
        return words >= FEWEST_WORDS
                && words <= MOST_WORDS
                && BEGINS.matcher(question).matches()
                && !NEEDS_CONTEXT.matcher(question).matches()
                && question.indexOf('?') == question.length() - 1;
    }

    /// The question itself and other ways to ask it.
    static List<String> rewordings(String question) {
        Set<String> all = new LinkedHashSet<>();
        all.add(question);
        String body = question.substring(0, question.length() - 1);
        for (Rewrite rewrite : REWRITES) {
            Matcher matcher = rewrite.pattern().matcher(body);
            if (matcher.matches()) {
                for (String replacement : rewrite.replacements()) {
                    all.add(matcher.replaceFirst(replacement) + "?");
                }
                break;
            }
        }
        if (all.size() < FEWEST_WORDINGS) {
            String lowered =
                    question.substring(0, 1).toLowerCase(Locale.ROOT) + question.substring(1);
            all.add("Please tell me: " + lowered);
            all.add("I would like to know: " + lowered);
        }
        return new ArrayList<>(all);
    }

    /// Two questions with the same key are the same: case, punctuation, articles, accents and
    /// contractions do not count.
    static String key(String text) {
        String key =
                Normalizer.normalize(text, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replace('’', '\'')
                        .replaceAll("\\b(what|who|where|when|how)'s\\b", "$1 is")
                        .replaceAll("[^\\p{L}\\p{N}']+", " ")
                        .replace("'", "");
        return key.replaceAll("\\b(?:a|an|the)\\b", " ").replaceAll("\\s+", " ").strip();
    }
}
