package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A United States health provider's NPI: ten digits that pass Luhn's check after 80840.
public final class UsProviderNumber extends FormRecognizer {
    public UsProviderNumber() {
        super(
                "us_npi",
                Category.HEALTH,
                Set.of(Anchor.NUMBER),
                10,
                "[12]\\d{9}",
                "npi",
                "national provider",
                "provider id",
                "provider identifier",
                "provider number");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.luhn("80840" + value);
    }
}
