package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Sweden's personnummer: date of birth, a dash, four digits; Luhn's check over the last ten.
public final class SwedishPersonalNumber extends FormRecognizer {
    public SwedishPersonalNumber() {
        super(
                "se_personnummer",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                10,
                "(?:19|20)?\\d{6}[-+]\\d{4}|(?:19|20)\\d{10}",
                "personnummer",
                "personal identity number",
                "samordningsnummer");
    }

    @Override
    protected boolean isValid(String value) {
        String ten = value.substring(value.length() - 10);
        int day = Integer.parseInt(ten.substring(4, 6)) % 60;
        int month = Integer.parseInt(ten.substring(2, 4));
        return month >= 1 && month <= 12 && day >= 1 && day <= 31 && CheckDigits.luhn(ten);
    }

    @Override
    protected boolean isTelling(String written) {
        return written.indexOf('-') > 0 || written.indexOf('+') > 0;
    }
}
