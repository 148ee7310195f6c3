package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Belgium's national register number: date of birth, serial, and a key modulo 97, which counts
/// from 2,000,000,000 for those born since 2000.
public final class BelgianNationalNumber extends FormRecognizer {
    public BelgianNationalNumber() {
        super(
                "be_national_number",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                11,
                "\\d{2}[. ]?\\d{2}[. ]?\\d{2}[- ]?\\d{3}[. ]?\\d{2}",
                "rijksregisternummer",
                "numéro national",
                "registre national",
                "national number",
                "nrn",
                "insz",
                "niss");
    }

    @Override
    protected boolean isValid(String value) {
        long number = Long.parseLong(value.substring(0, 9));
        int key = Integer.parseInt(value.substring(9));
        return CheckDigits.isMonthAndDay(value, 2, 4)
                && (97 - number % 97 == key || 97 - (2_000_000_000L + number) % 97 == key);
    }

    @Override
    protected boolean isTelling(String written) {
        return written.charAt(2) == '.' && written.indexOf('-') > 0;
    }
}
