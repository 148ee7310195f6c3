package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Romania's CNP: sex and century, date of birth, county, serial, check digit.
public final class RomanianPersonalCode extends FormRecognizer {
    public RomanianPersonalCode() {
        super(
                "ro_cnp",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                13,
                "[1-9]\\d{12}",
                "cnp",
                "cod numeric personal");
    }

    @Override
    protected boolean isValid(String value) {
        int rest = CheckDigits.weighted(value, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
        return CheckDigits.isMonthAndDay(value, 3, 5)
                && (rest == 10 ? 1 : rest) == CheckDigits.digit(value, 12);
    }
}
