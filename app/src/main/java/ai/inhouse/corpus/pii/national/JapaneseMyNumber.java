package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Japan's individual number: eleven digits and their check modulo 11.
public final class JapaneseMyNumber extends FormRecognizer {
    public JapaneseMyNumber() {
        super(
                "jp_my_number",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                12,
                "\\d{4}[ -]?\\d{4}[ -]?\\d{4}",
                "my number",
                "individual number",
                "マイナンバー",
                "個人番号");
    }

    @Override
    protected boolean isValid(String value) {
        int rest = CheckDigits.weighted(value, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return (rest <= 1 ? 0 : 11 - rest) == CheckDigits.digit(value, 11);
    }
}
