package ai.inhouse.corpus.pii.secret;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Set;
import java.util.function.Consumer;

/// A JSON web token (RFC 7519): header and claims begin with `{"` in Base64.
public final class WebToken implements Recognizer {
    private static final int LONGEST_PART = 3000;

    @Override
    public String label() {
        return "web_token";
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
        return 36;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        if (!place.text().startsWith("eyJ", place.start())) {
            return;
        }
        String[] parts = place.value().split("\\.", -1);
        boolean token = parts.length >= 3 && parts[1].startsWith("eyJ");
        if (token && parts[0].length() < LONGEST_PART && parts[2].length() >= 8) {
            int length = parts[0].length() + parts[1].length() + parts[2].length() + 2;
            int end = place.start() + length;
            found.accept(finding(Certainty.PROOF, place.start(), end));
        }
    }
}
