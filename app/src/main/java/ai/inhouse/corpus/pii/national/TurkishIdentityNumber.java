package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Turkey's identity number: eleven digits, the last two checks.
public final class TurkishIdentityNumber extends FormRecognizer {
    public TurkishIdentityNumber() {
        super(
                "tr_tckn",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                11,
                "[1-9]\\d{10}",
                "tckn",
                "tc kimlik",
                "kimlik no",
                "t.c. kimlik");
    }

    @Override
    protected boolean isValid(String value) {
        int odd = CheckDigits.weighted(value, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        int even = CheckDigits.weighted(value, 0, 1, 0, 1, 0, 1, 0, 1);
        int all = CheckDigits.weighted(value, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        return Math.floorMod(7 * odd - even, 10) == CheckDigits.digit(value, 9)
                && all % 10 == CheckDigits.digit(value, 10);
    }
}
