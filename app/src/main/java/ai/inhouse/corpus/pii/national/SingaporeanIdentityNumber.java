package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Singapore's NRIC and FIN: a letter, seven digits, a check letter.
public final class SingaporeanIdentityNumber extends FormRecognizer {
    public SingaporeanIdentityNumber() {
        super(
                "sg_nric",
                Category.IDENTITY,
                Set.of(Anchor.CODE),
                9,
                "[STFG]\\d{7}[A-Z]",
                "nric",
                "fin");
    }

    @Override
    protected boolean isValid(String value) {
        char kind = value.charAt(0);
        int sum = CheckDigits.weighted(value.substring(1), 2, 7, 6, 5, 4, 3, 2);
        int shifted = sum + (kind == 'T' || kind == 'G' ? 4 : 0);
        String letters = kind == 'S' || kind == 'T' ? "JZIHGFEDCBA" : "XWUTRQPNMLK";
        return value.charAt(8) == letters.charAt(shifted % 11);
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
