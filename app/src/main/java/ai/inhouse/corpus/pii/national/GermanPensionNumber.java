package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Germany's social insurance number: area, date of birth, a letter, serial, check digit.
public final class GermanPensionNumber extends FormRecognizer {
    public GermanPensionNumber() {
        super(
                "de_social_insurance",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                8,
                "\\d{2} ?\\d{6} ?[A-Z] ?\\d{3}",
                "rentenversicherungsnummer",
                "sozialversicherungsnummer",
                "versicherungsnummer",
                "rvnr",
                "svnr",
                "social insurance");
    }

    @Override
    protected boolean isValid(String value) {
        int letter = value.charAt(8) - 'A' + 1;
        String digits = value.substring(0, 8) + letter / 10 + letter % 10 + value.substring(9);
        int sum = 0;
        int[] weights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
        for (int i = 0; i < weights.length; i++) {
            int product = CheckDigits.digit(digits, i) * weights[i];
            sum += product / 10 + product % 10;
        }
        return sum % 10 == CheckDigits.digit(digits, 12) && CheckDigits.isMonthAndDay(value, 4, 2);
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
