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

/// A name to sign in with, told by the word before it.
public final class Username implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:[ _]?(?:name|id))?(?: is)?[\"'`*]{0,3} ?[:=] ?[\"'`*]{0,3}([A-Za-z][A-Za-z0-9._-]{2,31})");

    @Override
    public String label() {
        return "username";
    }

    @Override
    public Category category() {
        return Category.NETWORK;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.KEYWORD);
    }

    @Override
    public Set<String> keywords() {
        return Set.of("username", "login", "user", "benutzername", "userid");
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(FORM, place.end())
                .filter(m -> isOne(m.group(1)))
                .map(m -> finding(Certainty.CONTEXT, m.start(1), m.end(1)))
                .ifPresent(found);
    }

    /// A word alone may be a heading or a placeholder.
    private static boolean isOne(String value) {
        boolean joined = value.chars().anyMatch(c -> Character.isDigit(c) || c == '.' || c == '_');
        return joined
                && !value.endsWith(".")
                && !value.contains("example")
                && !value.startsWith("your");
    }
}
