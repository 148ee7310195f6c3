package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A United States prescriber's DEA number: two letters and seven digits, the last a check.
public final class UsDeaNumber extends FormRecognizer {
    public UsDeaNumber() {
        super(
                "us_dea",
                Category.HEALTH,
                Set.of(Anchor.CODE),
                9,
                "[ABCDEFGHJKLMPRSTUX][A-Z9]\\d{7}",
                "dea",
                "prescriber",
                "dea number");
    }

    @Override
    protected boolean isValid(String value) {
        int odd =
                CheckDigits.digit(value, 2)
                        + CheckDigits.digit(value, 4)
                        + CheckDigits.digit(value, 6);
        int even =
                CheckDigits.digit(value, 3)
                        + CheckDigits.digit(value, 5)
                        + CheckDigits.digit(value, 7);
        return (odd + 2 * even) % 10 == CheckDigits.digit(value, 8);
    }
}
