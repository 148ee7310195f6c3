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

/// A key or token of no known form, told by the word before it and by how random it looks.
public final class AssignedSecret implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "[\"'`*]{0,3}(?: is| to)?\\s{0,3}[:=]?[>]?\\s{0,3}[\"'`*]{0,3}([A-Za-z0-9+/_~=-](?:[A-Za-z0-9+/_.~=-]{14,200})[A-Za-z0-9_=-])");
    private static final double RANDOM_BITS = 3.3;

    @Override
    public String label() {
        return "secret_value";
    }

    @Override
    public Category category() {
        return Category.SECRET;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.KEYWORD);
    }

    @Override
    public Set<String> keywords() {
        return Set.of(
                "key",
                "token",
                "secret",
                "bearer",
                "apikey",
                "credential",
                "auth",
                "credentials",
                "accesskey",
                "secretkey",
                "authtoken",
                "signature");
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(FORM, place.end())
                .filter(m -> m.start(1) > place.end() && isRandom(m.group(1)))
                .map(m -> finding(Certainty.CONTEXT, m.start(1), m.end(1)))
                .ifPresent(found);
    }

    private static boolean isRandom(String value) {
        long digits = value.chars().filter(Character::isDigit).count();
        long letters = value.chars().filter(Character::isLetter).count();
        return digits >= 3
                && letters >= 3
                && value.indexOf("--") < 0
                && Placeholders.isReal(value)
                && Placeholders.entropy(value) >= RANDOM_BITS;
    }
}
