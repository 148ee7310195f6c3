package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Australia's tax file number: nine digits, modulo 11.
public final class AustralianTaxNumber extends FormRecognizer {
    public AustralianTaxNumber() {
        super(
                "au_tfn",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                9,
                "\\d{3}[ -]?\\d{3}[ -]?\\d{3}",
                "tfn",
                "tax file",
                "tax file number");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.weighted(value, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0;
    }
}
