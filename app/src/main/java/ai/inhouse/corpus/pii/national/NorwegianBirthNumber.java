package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Norway's fødselsnummer: date of birth, serial, two check digits modulo 11.
public final class NorwegianBirthNumber extends FormRecognizer {
    public NorwegianBirthNumber() {
        super(
                "no_fodselsnummer",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                11,
                "\\d{6} ?\\d{5}",
                "fødselsnummer",
                "fodselsnummer",
                "personnummer",
                "fnr",
                "birth number");
    }

    @Override
    protected boolean isValid(String value) {
        int first = CheckDigits.weighted(value, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1);
        int second = CheckDigits.weighted(value, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1);
        int day = Integer.parseInt(value.substring(0, 2)) % 40;
        return day >= 1
                && day <= 31
                && CheckDigits.isMonthAndDay("01" + value.substring(2, 4), 2, 0)
                && first % 11 == 0
                && second % 11 == 0;
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
