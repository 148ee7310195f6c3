package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A telephone or fax number: in international form, or as it is dialled in one of some regions.
/// The numbering plans are those of libphonenumber.
public final class TelephoneNumber implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\(?\\d{1,5}(?:\\)\\s{0,4})?(?:[ .\u00A0\u2011\u2013/-]{0,2}\\(?\\d{1,8}\\)?){0,7}");
    private static final Pattern DATE =
            Pattern.compile(
                    "(?:19|20)\\d\\d[-./]\\d\\d?[-./]\\d\\d?.*|\\d\\d?[-./]\\d\\d?[-./](?:19|20)\\d\\d.*");
    private static final Pattern SPOKEN =
            Pattern.compile("\\(?\\d{2,5}\\)?[ .-]{1,2}\\d{3,5}[ .-]\\d{3,6}");
    private static final Set<String> WORDS =
            Set.of(
                    "tel",
                    "phone",
                    "telephone",
                    "call",
                    "fax",
                    "mobile",
                    "cell",
                    "telefon",
                    "handy",
                    "mobil",
                    "téléphone",
                    "teléfono",
                    "dial",
                    "text",
                    "ring",
                    "hotline",
                    "call me",
                    "reach",
                    "whatsapp",
                    "ext",
                    "extension",
                    "fon");
    private static final int FEWEST = 7;
    private static final int MOST = 15;

    private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
    private final List<String> regions;

    /// @param regions ISO 3166 codes, as in `US`
    public TelephoneNumber(List<String> regions) {
        this.regions = List.copyOf(regions);
    }

    @Override
    public String label() {
        return "phone";
    }

    @Override
    public Category category() {
        return Category.CONTACT;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.NUMBER);
    }

    @Override
    public int minimumLength() {
        return FEWEST;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        int start = place.start();
        start -= place.at(start - 1) == '(' ? 1 : 0;
        int first = start;
        Optional<MatchResult> match = place.match(FORM, first);
        if (match.isEmpty() || isPartOfMore(place, match.get())) {
            return;
        }
        String written = match.get().group();
        long digits = written.chars().filter(Character::isDigit).count();
        if (digits < FEWEST || digits > MOST || DATE.matcher(written).matches()) {
            return;
        }
        boolean plus = place.at(first - 1) == '+';
        int from = plus ? first - 1 : first;
        certainty(place, written, plus)
                .map(c -> finding(c, from, match.get().end()))
                .ifPresent(found);
    }

    private static boolean isPartOfMore(Place place, MatchResult match) {
        char before = place.at(match.start() - 1);
        return ("$€£.,-_/:".indexOf(before) >= 0 && place.isWord(match.start() - 2))
                || "$€£".indexOf(before) >= 0
                || ("-_".indexOf(place.at(match.end())) >= 0 && place.isWord(match.end() + 1))
                || place.at(match.end()) == '%';
    }

    private Optional<Certainty> certainty(Place place, String written, boolean plus) {
        if (plus) {
            return isPossible("+" + written, "ZZ")
                    ? Optional.of(isValid("+" + written, "ZZ") ? Certainty.PROOF : Certainty.FORM)
                    : Optional.empty();
        }
        boolean words = place.near(WORDS).isPresent();
        if (!words && !SPOKEN.matcher(written).matches()) {
            return Optional.empty();
        }
        boolean valid = regions.stream().anyMatch(region -> isValid(written, region));
        boolean possible =
                words && regions.stream().anyMatch(region -> isPossible(written, region));
        boolean abroad =
                words && written.startsWith("00") && isValid("+" + written.substring(2), "ZZ");
        return valid || possible || abroad
                ? Optional.of(words ? Certainty.CONTEXT : Certainty.FORM)
                : Optional.empty();
    }

    private boolean isValid(String number, String region) {
        return parsed(number, region).filter(plans::isValidNumber).isPresent();
    }

    private boolean isPossible(String number, String region) {
        return parsed(number, region).filter(plans::isPossibleNumber).isPresent();
    }

    private Optional<PhoneNumber> parsed(String number, String region) {
        try {
            return Optional.of(plans.parse(number, region));
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }
}
