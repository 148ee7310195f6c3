package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Austria's social insurance number: serial, check digit, date of birth.
public final class AustrianInsuranceNumber extends FormRecognizer {
    public AustrianInsuranceNumber() {
        super(
                "at_svnr",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                10,
                "[1-9]\\d{3}[ -]?\\d{6}",
                "svnr",
                "sv-nummer",
                "sozialversicherungsnummer",
                "versicherungsnummer",
                "sv-nr");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.isMonthAndDay(value, 6, 4)
                && CheckDigits.weighted(value, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11
                        == CheckDigits.digit(value, 3);
    }
}
