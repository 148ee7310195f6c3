package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Switzerland's AHV number: 756, then the check of an EAN-13.
public final class SwissSocialSecurityNumber extends FormRecognizer {
    public SwissSocialSecurityNumber() {
        super(
                "ch_ahv",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                13,
                "756[. ]?\\d{4}[. ]?\\d{4}[. ]?\\d{2}",
                "ahv",
                "avs",
                "ahv-nummer",
                "social security");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.weighted(value, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
