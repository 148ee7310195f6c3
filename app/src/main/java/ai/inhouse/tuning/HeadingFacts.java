package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Asked;
import ai.inhouse.tuning.Fact.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Headings that say what their section answers ("How to book a trip", "When to ask for leave"),
/// and short sections under a heading that names their topic.
final class HeadingFacts implements FactFinder {
    private static final List<Opening> OPENINGS =
            List.of(
                    new Opening("How to (.+)", "How do I $1?"),
                    new Opening("When to (.+)", "When should I $1?"),
                    new Opening("Where to (.+)", "Where can I $1?"),
                    new Opening("What to (.+)", "What should I $1?"),
                    new Opening("Who to (.+)", "Whom should I $1?"),
                    new Opening(
                            "(Who can|Who should|What is|What are|What happens|Who is) (.+)",
                            "$1 $2?"),
                    new Opening("Why we (.+)", "Why do we $1?"));
    private static final Pattern QUESTION_WORD =
            Pattern.compile("(?i)(?:how|when|where|what|who|why|which|if|is|are|can|do|does)\\b.*");
    private static final Pattern NO_TOPIC =
            Pattern.compile(
                    "(?i).*(?:\\?|:|\\.\\.\\.|…|^\\d|^step\\b).*|.*\\b(?:introduction|overview|summary|example|note|"
                            + "notes|links?|resources|more|other|misc|good to know|in short|in one line|contents|questions|"
                            + "next steps|tips|details|references|further reading|see also|why|background|about|updates?|"
                            + "facts|history|in words|this|that|these|your|our)\\b.*");
    private static final int FEWEST_TOPIC_WORDS = 2;
    private static final int MOST_TOPIC_WORDS = 6;
    private static final int FEWEST_ANSWER_WORDS = 8;
    private static final Set<String> MAIL = Set.of("message/rfc822");

    private record Opening(Pattern pattern, String question) {
        Opening(String pattern, String question) {
            this(Pattern.compile(pattern), question);
        }
    }

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        if (MAIL.contains(page.document().mediaType())) {
            return facts;
        }
        for (Page.Part part : page.parts()) {
            String heading = part.heading().replaceFirst("^\\d+[.)]\\s+", "");
            Optional<String> asked = question(heading);
            if (asked.isPresent()) {
                asked.filter(Questions::standsAlone)
                        .flatMap(question -> asked(question, part))
                        .ifPresent(facts::add);
            } else if (isTopic(heading)) {
                topic(page, heading, part).ifPresent(facts::add);
            }
        }
        return facts;
    }

    private static Optional<String> question(String heading) {
        for (Opening opening : OPENINGS) {
            Matcher matcher = opening.pattern().matcher(heading);
            if (matcher.matches() && !heading.endsWith("?")) {
                return Optional.of(matcher.replaceFirst(opening.question()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Fact> asked(String question, Page.Part part) {
        return SectionAnswer.of(part.blocks())
                .filter(answer -> Sentences.words(answer) >= FEWEST_ANSWER_WORDS)
                .map(answer -> new Asked(question, answer, part.origin()));
    }

    private static boolean isTopic(String heading) {
        int words = Sentences.words(heading);
        return words >= FEWEST_TOPIC_WORDS
                && words <= MOST_TOPIC_WORDS
                && !QUESTION_WORD.matcher(heading).matches()
                && !NO_TOPIC.matcher(heading).matches();
    }

    private static Optional<Fact> topic(Page page, String heading, Page.Part part) {
        boolean isTitle =
                heading.toLowerCase(Locale.ROOT).equals(page.title().toLowerCase(Locale.ROOT));
        return isTitle || part.blocks().size() > 2
                ? Optional.empty()
                : SectionAnswer.of(part.blocks())
                        .filter(answer -> Sentences.words(answer) >= FEWEST_ANSWER_WORDS)
                        .map(answer -> new Topic(page.title(), heading, answer, part.origin()));
    }
}
