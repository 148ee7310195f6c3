package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The United Kingdom's National Insurance number: letters that are used, six digits, a letter.
public final class UkNationalInsuranceNumber extends FormRecognizer {
    public UkNationalInsuranceNumber() {
        super(
                "uk_nino",
                Category.IDENTITY,
                Set.of(Anchor.CODE),
                2,
                "(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]",
                "ni number",
                "national insurance",
                "nino");
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
