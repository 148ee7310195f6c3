package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Czechia's and Slovakia's rodné číslo: date of birth, a slash, four digits; divisible by 11.
public final class CzechBirthNumber extends FormRecognizer {
    public CzechBirthNumber() {
        super(
                "cz_rodne_cislo",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                10,
                "\\d{6}/\\d{4}",
                "rodné číslo",
                "rodne cislo",
                "rč",
                "birth number");
    }

    @Override
    protected boolean isValid(String value) {
        int month = Integer.parseInt(value.substring(2, 4)) % 50 % 20;
        int day = Integer.parseInt(value.substring(4, 6));
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= 31
                && CheckDigits.modulo(value, 11) == 0;
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
