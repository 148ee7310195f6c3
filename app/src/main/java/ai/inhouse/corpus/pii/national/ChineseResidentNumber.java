package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// China's resident identity number: region, date of birth, serial, ISO 7064 MOD 11-2.
public final class ChineseResidentNumber extends FormRecognizer {
    public ChineseResidentNumber() {
        super(
                "cn_resident_id",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                17,
                "[1-9]\\d{5}(?:19|20)\\d{9}[0-9X]",
                "resident identity",
                "身份证",
                "id card");
    }

    @Override
    protected boolean isValid(String value) {
        int sum = CheckDigits.weighted(value, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
        return CheckDigits.isMonthAndDay(value, 10, 12)
                && value.charAt(17) == "10X98765432".charAt(sum % 11);
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
