package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// South Korea's resident registration number: date of birth, sex and century, and a check.
public final class KoreanResidentNumber extends FormRecognizer {
    public KoreanResidentNumber() {
        super(
                "kr_rrn",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                13,
                "\\d{6}-[1-8]\\d{6}",
                "rrn",
                "resident registration",
                "주민등록번호");
    }

    @Override
    protected boolean isValid(String value) {
        int sum = CheckDigits.weighted(value, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5);
        return CheckDigits.isMonthAndDay(value, 2, 4)
                && (11 - sum % 11) % 10 == CheckDigits.digit(value, 12);
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
