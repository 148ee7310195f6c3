package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Denmark's CPR number: date of birth and four digits; since 2007 without a check digit.
public final class DanishPersonalNumber extends FormRecognizer {
    public DanishPersonalNumber() {
        super(
                "dk_cpr",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                10,
                "\\d{6}-?\\d{4}",
                "cpr",
                "cpr-nummer",
                "cpr-nr",
                "personnummer",
                "cpr number");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.isMonthAndDay(value, 2, 0);
    }
}
