package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The United Kingdom's NHS number: ten digits, modulo 11.
public final class UkNhsNumber extends FormRecognizer {
    public UkNhsNumber() {
        super(
                "uk_nhs",
                Category.HEALTH,
                Set.of(Anchor.NUMBER),
                10,
                "\\d{3}[ -]?\\d{3}[ -]?\\d{4}",
                "nhs",
                "nhs no",
                "nhs number",
                "national health service");
    }

    @Override
    protected boolean isValid(String value) {
        int check = 11 - CheckDigits.weighted(value, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return check != 10 && check % 11 == CheckDigits.digit(value, 9);
    }
}
