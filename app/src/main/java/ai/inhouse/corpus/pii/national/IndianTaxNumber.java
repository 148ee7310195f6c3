package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// India's permanent account number: five letters, of which the fourth is the holder's kind, four
/// digits, a letter.
public final class IndianTaxNumber extends FormRecognizer {
    public IndianTaxNumber() {
        super(
                "in_pan",
                Category.IDENTITY,
                Set.of(Anchor.CODE),
                10,
                "[A-Z]{3}[ABCFGHLJPT][A-Z]\\d{4}[A-Z]",
                "pan",
                "permanent account",
                "pan card");
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
