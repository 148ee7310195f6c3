package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Brazil's CPF: nine digits and two check digits modulo 11.
public final class BrazilianTaxNumber extends FormRecognizer {
    public BrazilianTaxNumber() {
        super(
                "br_cpf",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                11,
                "\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}|\\d{11}",
                "cpf",
                "cadastro de pessoas");
    }

    @Override
    protected boolean isValid(String value) {
        int first = CheckDigits.weighted(value, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        int second = CheckDigits.weighted(value, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        return !CheckDigits.isOneDigit(value)
                && first == CheckDigits.digit(value, 9)
                && second == CheckDigits.digit(value, 10);
    }

    @Override
    protected boolean isTelling(String written) {
        return written.indexOf('.') > 0;
    }
}
