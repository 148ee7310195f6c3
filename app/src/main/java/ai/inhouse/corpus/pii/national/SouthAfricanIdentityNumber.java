package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// South Africa's identity number: date of birth, sex, citizenship, Luhn's check.
public final class SouthAfricanIdentityNumber extends FormRecognizer {
    public SouthAfricanIdentityNumber() {
        super(
                "za_id",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                13,
                "\\d{6} ?\\d{4} ?[01]\\d{2}",
                "id number",
                "identity number",
                "south african id",
                "sa id",
                "rsa id");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.isMonthAndDay(value, 2, 4) && CheckDigits.luhn(value);
    }
}
