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

/// A person's page at a network of persons.
public final class ProfileUrl implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:[a-z]{2,3}\\.)?(?:linkedin\\.com/in/|facebook\\.com/(?!groups|pages|events)|twitter\\.com/"
                            + "|x\\.com/|instagram\\.com/|mastodon\\.social/@|tiktok\\.com/@|t\\.me/|keybase\\.io/"
                            + "|orcid\\.org/)[A-Za-z0-9._%-]{2,60}/?(?![A-Za-z0-9/])");

    @Override
    public String label() {
        return "profile_url";
    }

    @Override
    public Category category() {
        return Category.NETWORK;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.URL);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(FORM, place.end())
                .map(m -> finding(Certainty.PROOF, place.wordStart(), m.end()))
                .ifPresent(found);
    }
}
