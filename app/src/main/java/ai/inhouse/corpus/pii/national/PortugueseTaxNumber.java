package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Portugal's NIF: nine digits, modulo 11.
public final class PortugueseTaxNumber extends FormRecognizer {
    public PortugueseTaxNumber() {
        super(
                "pt_nif",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                9,
                "[1-3]\\d{2} ?\\d{3} ?\\d{3}",
                "nif",
                "contribuinte",
                "número de identificação fiscal");
    }

    @Override
    protected boolean isValid(String value) {
        int check = 11 - CheckDigits.weighted(value, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return (check >= 10 ? 0 : check) == CheckDigits.digit(value, 8);
    }
}
