package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// An age of ninety or more, which few have.
public final class GreatAge implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile("(?:9\\d|1[01]\\d)(?:[- ]years?[- ]old|[- ]year[- ]old| y/?o)");
    private static final Pattern AGED = Pattern.compile("9\\d|1[01]\\d");

    @Override
    public String label() {
        return "age_over_89";
    }

    @Override
    public Category category() {
        return Category.HEALTH;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.NUMBER);
    }

    @Override
    public int minimumLength() {
        return 2;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        Optional<MatchResult> match = place.match(FORM);
        if (match.isEmpty() && isAfterAge(place)) {
            match = place.match(AGED).filter(m -> place.at(m.end()) != '%');
        }
        match.map(m -> finding(Certainty.CONTEXT, m)).ifPresent(found);
    }

    private static boolean isAfterAge(Place place) {
        String before =
                place.text()
                        .substring(Math.max(0, place.start() - 6), place.start())
                        .toLowerCase(Locale.ROOT);
        return before.endsWith("aged ") || before.endsWith(" age ") || before.endsWith("age: ");
    }
}
