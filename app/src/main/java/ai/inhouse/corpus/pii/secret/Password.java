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

/// A password, told by the word before it.
public final class Password implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "[\"'`*_]{0,3}(?: (?:is|was|lautet|to|ist))?\\s{0,4}([:=]?)[>]?\\s{0,4}([\"'`*]{0,3})([^\\s\"'`|<>]{4,128})");

    @Override
    public String label() {
        return "password";
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
                "password",
                "passwd",
                "pwd",
                "passphrase",
                "passwort",
                "kennwort",
                "pass",
                "accountkey",
                "sharedaccesskey",
                "passcode");
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        Matcher matcher = FORM.matcher(place.text());
        matcher.region(place.end(), Math.min(place.text().length(), place.end() + 180));
        if (!matcher.lookingAt() || matcher.start(3) == place.end()) {
            return;
        }
        String value = trimmed(matcher.group(3));
        boolean assigned = !matcher.group(1).isEmpty();
        boolean quoted = !matcher.group(2).isEmpty();
        if (value.length() >= 4 && isOne(value, assigned, quoted) && Placeholders.isReal(value)) {
            int start = matcher.start(3);
            found.accept(finding(Certainty.CONTEXT, start, start + value.length()));
        }
    }

    /// Without a sign of assignment only what no sentence has: digits or signs within letters.
    private static boolean isOne(String value, boolean assigned, boolean quoted) {
        boolean digit = value.chars().anyMatch(Character::isDigit);
        boolean letter = value.chars().anyMatch(Character::isLetter);
        boolean sign = value.chars().anyMatch(c -> "!#$%&*+?@^~".indexOf(c) >= 0);
        boolean call = value.endsWith(")") || value.contains("(") || value.contains("://");
        return !call
                && letter
                && (digit || sign)
                && (assigned || quoted || (digit && value.length() >= 6));
    }

    private static String trimmed(String value) {
        int end = value.length();
        while (end > 0 && ".,;:)]}".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(0, end);
    }
}
