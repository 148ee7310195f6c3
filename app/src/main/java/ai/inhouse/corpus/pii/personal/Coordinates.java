package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A place on earth, to ten metres and better.
public final class Coordinates implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{1,2})\\.\\d{4,15}(?:° ?[NS])?[,;]? ?-?(\\d{1,3})\\.\\d{4,15}(?:° ?[EWO])?");

    @Override
    public String label() {
        return "coordinates";
    }

    @Override
    public Category category() {
        return Category.CONTACT;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.NUMBER);
    }

    @Override
    public int minimumLength() {
        return 5;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(FORM)
                .filter(
                        m ->
                                Integer.parseInt(m.group(1)) <= 90
                                        && Integer.parseInt(m.group(2)) <= 180)
                .filter(m -> place.at(m.start() - 1) != '.')
                .ifPresent(
                        m -> {
                            int start = m.start() - (place.at(m.start() - 1) == '-' ? 1 : 0);
                            found.accept(finding(Certainty.PROOF, start, m.end()));
                        });
    }
}
