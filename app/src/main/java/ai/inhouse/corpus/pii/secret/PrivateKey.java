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

/// A private key in armour (RFC 7468, OpenSSH, PGP), whole; torn off, to where its lines end.
public final class PrivateKey implements Recognizer {
    private static final Pattern HEAD =
            Pattern.compile("-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----");
    private static final int LONGEST = 16384;

    @Override
    public String label() {
        return "private_key";
    }

    @Override
    public Category category() {
        return Category.SECRET;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.ARMOUR);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(HEAD)
                .map(m -> finding(Certainty.PROOF, m.start(), end(place.text(), m.end())))
                .ifPresent(found);
    }

    private static int end(String text, int from) {
        int tail = text.indexOf("-----END ", from);
        if (tail >= 0 && tail - from < LONGEST) {
            int dashes = text.indexOf("-----", tail + 9);
            return dashes < 0 || dashes - tail > 60 ? tail : dashes + 5;
        }
        int end = from;
        while (end < text.length() && end - from < LONGEST && isArmoured(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isArmoured(char c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || "+/=\n\r".indexOf(c) >= 0;
    }
}
