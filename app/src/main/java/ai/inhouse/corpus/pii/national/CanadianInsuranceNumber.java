package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Canada's social insurance number: nine digits, Luhn's check.
public final class CanadianInsuranceNumber extends FormRecognizer {
    public CanadianInsuranceNumber() {
        super(
                "ca_sin",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                9,
                "[1-79]\\d{2}[- ]?\\d{3}[- ]?\\d{3}",
                "sin",
                "social insurance",
                "social insurance number",
                "nas");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.luhn(value);
    }
}
