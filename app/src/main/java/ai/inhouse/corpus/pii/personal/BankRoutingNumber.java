package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A United States bank's routing number: nine digits, weights 3, 7 and 1.
public final class BankRoutingNumber extends FormRecognizer {
    public BankRoutingNumber() {
        super(
                "us_bank_routing",
                Category.FINANCIAL,
                Set.of(Anchor.NUMBER),
                9,
                "\\d{9}",
                "routing",
                "aba",
                "routing number",
                "transit",
                "rtn");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.weighted(value, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
    }
}
