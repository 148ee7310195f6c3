package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Ireland's PPS number: seven digits, a letter modulo 23, perhaps another.
public final class IrishServiceNumber extends FormRecognizer {
    public IrishServiceNumber() {
        super(
                "ie_pps",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                7,
                "\\d{7}[A-W][A-IW]?",
                "pps",
                "ppsn",
                "pps number",
                "personal public service");
    }

    @Override
    protected boolean isValid(String value) {
        int sum = CheckDigits.weighted(value, 8, 7, 6, 5, 4, 3, 2);
        if (value.length() == 9 && value.charAt(8) != 'W') {
            sum += 9 * (value.charAt(8) - 'A' + 1);
        }
        return value.charAt(7) == "WABCDEFGHIJKLMNOPQRSTUV".charAt(sum % 23);
    }
}
