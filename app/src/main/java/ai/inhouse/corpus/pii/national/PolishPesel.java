package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Poland's PESEL: date of birth with the century in the month, serial, check digit.
public final class PolishPesel extends FormRecognizer {
    public PolishPesel() {
        super(
                "pl_pesel",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                11,
                "\\d{11}",
                "pesel",
                "numer pesel");
    }

    @Override
    protected boolean isValid(String value) {
        int sum = CheckDigits.weighted(value, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3);
        int month = Integer.parseInt(value.substring(2, 4)) % 20;
        return month >= 1 && month <= 12 && (10 - sum % 10) % 10 == CheckDigits.digit(value, 10);
    }
}
