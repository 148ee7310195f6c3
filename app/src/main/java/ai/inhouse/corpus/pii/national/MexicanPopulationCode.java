package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Mexico's CURP: letters of the name, date of birth, sex, state, and a check digit.
public final class MexicanPopulationCode extends FormRecognizer {
    public MexicanPopulationCode() {
        super(
                "mx_curp",
                Category.IDENTITY,
                Set.of(Anchor.CODE),
                18,
                "[A-Z]{4}\\d{6}[HMX][A-Z]{5}[0-9A-Z]\\d",
                "curp");
    }

    @Override
    protected boolean isValid(String value) {
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            sum += (18 - i) * "0123456789ABCDEFGHIJKLMN\u00D1OPQRSTUVWXYZ".indexOf(value.charAt(i));
        }
        return (10 - sum % 10) % 10 == value.charAt(17) - '0';
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
