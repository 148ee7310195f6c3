package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The Netherlands' BSN: nine digits, the eleven test.
public final class DutchCitizenNumber extends FormRecognizer {
    public DutchCitizenNumber() {
        super(
                "nl_bsn",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                8,
                "\\d{9}|\\d{4}[. ]\\d{2}[. ]\\d{3}|\\d{3}[. ]\\d{3}[. ]\\d{3}",
                "bsn",
                "burgerservicenummer",
                "sofinummer",
                "citizen service number");
    }

    @Override
    protected boolean isValid(String value) {
        return !CheckDigits.isOneDigit(value)
                && Math.floorMod(CheckDigits.weighted(value, 9, 8, 7, 6, 5, 4, 3, 2, -1), 11) == 0;
    }
}
