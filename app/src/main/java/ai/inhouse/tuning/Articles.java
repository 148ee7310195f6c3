package ai.inhouse.tuning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which names the documents themselves write with an article, as in "the Puffin" but "in Lisbon".
final class Articles {
    private static final Pattern NAME_IN_SENTENCE =
            Pattern.compile("\\b(\\p{L}\\p{Ll}*) (\\p{Lu}[\\p{L}\\d-]*)");
    private static final int FEWEST = 1;

    private final Map<String, Counts> counts = new HashMap<>();

    private record Counts(int with, int without) {
        Counts plus(Counts other) {
            return new Counts(with + other.with, without + other.without);
        }
    }

    static Articles in(List<Page> pages) {
        Articles articles = new Articles();
        for (Page page : pages) {
            page.document().sections().forEach(section -> articles.count(section.text()));
        }
        return articles;
    }

    private void count(String text) {
        Matcher matcher = NAME_IN_SENTENCE.matcher(text);
        while (matcher.find()) {
            boolean with = matcher.group(1).equalsIgnoreCase("the");
            counts.merge(matcher.group(2), new Counts(with ? 1 : 0, with ? 0 : 1), Counts::plus);
        }
    }

    /// Whether a name mostly has one, judged by its first word; empty where it seldom occurs.
    Optional<Boolean> has(String name) {
        Counts found = counts.getOrDefault(name.split(" ", 2)[0], new Counts(0, 0));
        return found.with() + found.without() < FEWEST
                ? Optional.empty()
                : Optional.of(found.with() > found.without());
    }
}
