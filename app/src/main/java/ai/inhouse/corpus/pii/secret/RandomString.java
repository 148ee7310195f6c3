package ai.inhouse.corpus.pii.secret;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A long string of capitals, small letters and digits that looks random: most likely a key. Parts
/// of addresses and file names are none.
public final class RandomString implements Recognizer {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/_-]{28,200}={0,2}");
    private static final double RANDOM_BITS = 4.2;
    private static final int ADDRESS = 300;

    @Override
    public String label() {
        return "random_string";
    }

    @Override
    public Category category() {
        return Category.SECRET;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.CODE);
    }

    @Override
    public int minimumLength() {
        return 28;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(FORM)
                .filter(m -> isRandom(m.group()) && !isInAddress(place))
                .map(m -> finding(Certainty.FORM, m))
                .ifPresent(found);
    }

    private static boolean isRandom(String value) {
        int changes = 0;
        for (int i = 1; i < value.length(); i++) {
            changes += kind(value.charAt(i)) == kind(value.charAt(i - 1)) ? 0 : 1;
        }
        boolean all =
                value.chars().map(c -> 1 << kind((char) c)).reduce(0, (a, b) -> a | b) % 8 == 7;
        return all && changes * 3 >= value.length() && Placeholders.entropy(value) >= RANDOM_BITS;
    }

    private static int kind(char c) {
        return Character.isDigit(c)
                ? 0
                : Character.isUpperCase(c) ? 1 : Character.isLowerCase(c) ? 2 : 3;
    }

    private static boolean isInAddress(Place place) {
        int from = Math.max(0, place.start() - ADDRESS);
        for (int i = place.start() - 1; i > from; i--) {
            char c = place.at(i);
            if (Character.isWhitespace(c) || c == '"' || c == '\'') {
                return false;
            }
            if (c == '/' || c == '(' || c == '#' || c == '?') {
                return true;
            }
        }
        return false;
    }
}
