package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Italy's codice fiscale: sixteen characters, the last a check.
public final class ItalianFiscalCode extends FormRecognizer {
    /// What the 1st, 3rd, … character counts, by its place in the alphabet or its digit.
    private static final int[] ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    public ItalianFiscalCode() {
        super(
                "it_codice_fiscale",
                Category.IDENTITY,
                Set.of(Anchor.CODE),
                16,
                "[A-Z]{6}\\d{2}[A-EHLMPR-T]\\d{2}[A-Z]\\d{3}[A-Z]",
                "codice fiscale");
    }

    @Override
    protected boolean isValid(String value) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = value.charAt(i);
            int place = Character.isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ODD[place] : place;
        }
        return value.charAt(15) == 'A' + sum % 26;
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
