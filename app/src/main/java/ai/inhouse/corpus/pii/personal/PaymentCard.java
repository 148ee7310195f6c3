package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A payment card's number: an issuer's first digits, the length that goes with them, Luhn's check.
public final class PaymentCard extends FormRecognizer {
    public PaymentCard() {
        super(
                "card",
                Category.FINANCIAL,
                Set.of(Anchor.NUMBER),
                13,
                "\\d{4}[ -]?\\d{6}[ -]?\\d{5}|\\d{4}(?:[ -]?\\d{4}){2}[ -]?\\d{1,7}");
    }

    @Override
    protected boolean isValid(String value) {
        boolean issued =
                switch (value.charAt(0)) {
                    case '4' ->
                            value.length() == 13 || value.length() == 16 || value.length() == 19;
                    case '3' -> value.length() >= 14 && value.length() <= 16;
                    case '2', '5', '6' -> value.length() >= 16;
                    default -> false;
                };
        return issued && CheckDigits.luhn(value) && !CheckDigits.isOneDigit(value);
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
