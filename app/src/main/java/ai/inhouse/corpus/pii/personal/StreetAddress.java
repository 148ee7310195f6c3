package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A postal address: a number and a street as English and French have it, a street and a number as
/// German, Dutch, Spanish and Italian have it, a post-office box; with the place that follows.
public final class StreetAddress implements Recognizer {
    private static final String NAME = "(?:\\p{Lu}[\\p{L}'’.-]{0,24}|\\d{1,3}(?:st|nd|rd|th))";
    private static final String PLACE =
            "(?:,? ?(?:Apt|Apartment|Suite|Unit|Floor|Flat|Ste|Room|#)\\.? ?[A-Z0-9-]{1,6})?"
                    + "(?:[,\\n] ?\\p{Lu}[\\p{L}.'-]{1,24}(?: \\p{Lu}[\\p{L}.'-]{1,24}){0,2}"
                    + "(?:,? [A-Z]{2},? \\d{5}(?:-\\d{4})?|,? [A-Z]{1,2}\\d[A-Z0-9]? ?\\d[A-Z]{2})?"
                    + "|[,\\n] ?\\d{4,5}(?: ?[A-Z]{2})? \\p{Lu}[\\p{L}-]{1,24}(?: am \\p{Lu}\\p{Ll}{1,16})?)?";
    private static final String END = "(?![\\p{L}\\p{Nd}])";
    private static final Pattern NUMBER_FIRST =
            Pattern.compile(
                    "\\d{1,5}[A-Za-z]?(?:-\\d{1,5})?,? (?:[NSEW]\\.? |North |South |East |West )?(?:"
                            + "(?:"
                            + NAME
                            + " ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Square|Sq|Place|Pl"
                            + "|Terrace|Ter|Way|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Crescent|Close|Gardens|Grove|Row|Mews|Quay|Trail|Alley|Walk)\\b\\.?"
                            + "(?:,? (?:NW|NE|SW|SE|N|S|E|W)\\b\\.?)?"
                            + "|(?:bis |ter )?(?:rue|avenue|boulevard|place|allée|chemin|quai|impasse|cours) (?:(?:de|du|des|la|le|les|d'|l') ?){0,3}"
                            + NAME
                            + "(?:[ -]"
                            + NAME
                            + "){0,3})"
                            + PLACE
                            + END);
    private static final Pattern STREET_FIRST =
            Pattern.compile(
                    "(?:\\p{Lu}[\\p{L}-]{0,30}(?:straße|strasse|str\\.|gasse|weg|platz|allee|ufer|damm|ring|straat|laan|plein|gracht|kade|gatan|vägen|gade|vej)"
                            + "|(?:\\p{Lu}[\\p{L}-]{1,20} ){1,2}(?:Straße|Strasse|Str\\.|Allee|Platz|Weg|Ring)"
                            + "|(?:Calle|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso|Rua|Ulica|Ul\\.) (?:(?:de|del|della|la|los|las|dei|da|do) ){0,2}"
                            + NAME
                            + "(?: "
                            + NAME
                            + "){0,2}),? (?:n\\.? ?)?\\d{1,4}[a-z]?\\b"
                            + PLACE
                            + END);
    private static final int STREET = 40;
    private static final Pattern BOX = Pattern.compile("P\\.? ?O\\.? Box \\d{1,6}" + PLACE + END);

    @Override
    public String label() {
        return "street_address";
    }

    @Override
    public Category category() {
        return Category.CONTACT;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.NUMBER, Anchor.CAPITALIZED);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        if (!isPossible(place)) {
            return;
        }
        Optional<MatchResult> match =
                place.anchor() == Anchor.NUMBER
                        ? place.match(NUMBER_FIRST)
                        : place.match(STREET_FIRST).or(() -> box(place));
        match.map(m -> finding(Certainty.PROOF, m)).ifPresent(found);
    }

    /// A word after the number, or a number after the word: told before any expression is tried.
    private static boolean isPossible(Place place) {
        if (place.anchor() == Anchor.NUMBER) {
            char next = place.at(place.end());
            return next == ','
                    || Character.isLetter(next)
                    || Character.isLetter(place.at(place.end() + 1));
        }
        int end = Math.min(place.text().length(), place.end() + STREET);
        for (int i = place.end(); i < end && place.at(i) != '\n'; i++) {
            if (Character.isDigit(place.at(i))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<MatchResult> box(Place place) {
        return place.at(place.start()) == 'P' ? place.match(BOX) : Optional.empty();
    }
}
