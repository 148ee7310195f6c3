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

/// An address to which whoever knows it may send.
public final class WebhookUrl implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:hooks\\.slack\\.com/(?:services|workflows|triggers)/|(?:ptb\\.|canary\\.)?discord(?:app)?\\.com/api/webhooks/"
                            + "|[a-z0-9-]{1,60}\\.webhook\\.office\\.com/webhookb2/|hooks\\.zapier\\.com/hooks/catch/)"
                            + "[A-Za-z0-9/_@.-]{8,300}");

    @Override
    public String label() {
        return "webhook_url";
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
        place.match(FORM, place.end())
                .filter(m -> m.group().chars().anyMatch(Character::isDigit))
                .map(m -> finding(Certainty.PROOF, place.wordStart(), m.end()))
                .ifPresent(found);
    }
}
