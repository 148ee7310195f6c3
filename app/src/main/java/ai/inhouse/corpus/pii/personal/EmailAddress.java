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

/// An e-mail address.
public final class EmailAddress implements Recognizer {
    private static final int LONGEST_LOCAL = 64;
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.){1,8}[A-Za-z]{2,24}");

    @Override
    public String label() {
        return "email";
    }

    @Override
    public Category category() {
        return Category.CONTACT;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.AT_SIGN);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        int start = place.start();
        int least = Math.max(0, start - LONGEST_LOCAL);
        while (start > least && isLocal(place.at(start - 1))) {
            start--;
        }
        while (start < place.start() && !place.isWord(start)) {
            start++;
        }
        int local = start;
        if (local < place.start()) {
            place.match(DOMAIN, place.end())
                    .map(m -> finding(Certainty.PROOF, local, m.end()))
                    .ifPresent(found);
        }
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || "._%+-".indexOf(c) >= 0;
    }
}
