package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// An international bank account number (ISO 13616): a country, as many characters as that country
/// has, and a remainder of 1 modulo 97.
public final class BankAccountIban implements Recognizer {
    private static final String LENGTHS =
            "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24"
                    + "FI18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20"
                    + "LB28LC32LI21LT20LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25"
                    + "QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20";

    @Override
    public String label() {
        return "iban";
    }

    @Override
    public Category category() {
        return Category.FINANCIAL;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.CODE);
    }

    @Override
    public int minimumLength() {
        return 4;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        int length = length(place);
        StringBuilder compact = new StringBuilder();
        int at = place.start();
        while (compact.length() < length && at < place.text().length()) {
            char c = place.at(at);
            if (Character.isLetterOrDigit(c) && c < 128) {
                compact.append(Character.toUpperCase(c));
            } else if ((c != ' ' && c != '-') || place.at(at - 1) == c) {
                return;
            }
            at++;
        }
        if (length > 0 && compact.length() == length && !place.isWord(at) && isValid(compact)) {
            found.accept(finding(Certainty.PROOF, place.start(), at));
        }
    }

    /// Of an account number of the country that the place begins with, or 0.
    private static int length(Place place) {
        boolean digits =
                Character.isDigit(place.at(place.start() + 2))
                        && Character.isDigit(place.at(place.start() + 3));
        String country =
                (place.at(place.start()) + "" + place.at(place.start() + 1))
                        .toUpperCase(Locale.ROOT);
        int at = digits ? LENGTHS.indexOf(country) : -1;
        return at < 0 || at % 4 != 0 ? 0 : Integer.parseInt(LENGTHS.substring(at + 2, at + 4));
    }

    private static boolean isValid(StringBuilder compact) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < compact.length(); i++) {
            digits.append(Character.digit(compact.charAt((i + 4) % compact.length()), 36));
        }
        return CheckDigits.modulo(digits.toString(), 97) == 1;
    }
}
