package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The United States' Medicare Beneficiary Identifier: letters and digits at fixed places.
public final class UsMedicareNumber extends FormRecognizer {
    public UsMedicareNumber() {
        super(
                "us_mbi",
                Category.HEALTH,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                11,
                "[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\\d-?[AC-HJKMNP-RT-Y]{2}\\d{2}",
                "mbi",
                "medicare",
                "beneficiary");
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
