package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Germany's tax identification number: eleven digits, ISO 7064; of the first ten one occurs twice
/// or three times.
public final class GermanTaxNumber extends FormRecognizer {
    public GermanTaxNumber() {
        super(
                "de_tax_id",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                11,
                "[1-9]\\d(?: ?\\d{3}){3}|[1-9]\\d{10}",
                "steuer-id",
                "steuer-idnr",
                "steueridentifikationsnummer",
                "idnr",
                "tin",
                "tax id",
                "steuerliche identifikationsnummer",
                "tax identification");
    }

    @Override
    protected boolean isValid(String value) {
        long distinct = value.substring(0, 10).chars().distinct().count();
        return distinct >= 8 && distinct <= 9 && CheckDigits.mod11And10(value);
    }
}
