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

/// A network card's address: six pairs of hexadecimal digits.
public final class MacAddress implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile("[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})");

    @Override
    public String label() {
        return "mac_address";
    }

    @Override
    public Category category() {
        return Category.NETWORK;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.COLONS, Anchor.CODE);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        int start = place.anchor() == Anchor.COLONS ? place.start() - 2 : place.start();
        if (start < 0 || place.isWord(start - 1)) {
            return;
        }
        place.match(FORM, start)
                .filter(m -> ":-".indexOf(place.at(m.end())) < 0)
                .map(m -> finding(Certainty.PROOF, m))
                .ifPresent(found);
    }
}
