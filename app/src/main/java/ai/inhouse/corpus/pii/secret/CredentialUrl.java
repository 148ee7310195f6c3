package ai.inhouse.corpus.pii.secret;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address with a user's name and password in it, such as a database's.
public final class CredentialUrl implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "[^\\s/@:\"'<>]{1,64}:([^\\s/@\"'<>]{1,128})@[A-Za-z0-9._-]{1,253}[^\\s\"'<>)\\]`,]{0,200}");

    @Override
    public String label() {
        return "url_with_credentials";
    }

    @Override
    public Category category() {
        return Category.SECRET;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.URL);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        int start = place.start();
        while (start > 0 && isScheme(place.at(start - 1))) {
            start--;
        }
        Matcher matcher = FORM.matcher(place.text());
        matcher.region(place.end(), Math.min(place.text().length(), place.end() + 640));
        if (start < place.start() && matcher.lookingAt() && Placeholders.isReal(matcher.group(1))) {
            found.accept(finding(Certainty.PROOF, start, matcher.end()));
        }
    }

    private static boolean isScheme(char c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || c == '+' || c == '.' || c == '-';
    }
}
