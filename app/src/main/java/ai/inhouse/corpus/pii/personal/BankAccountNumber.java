package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A bank account's number in a national form, told by words.
public final class BankAccountNumber extends FormRecognizer {
    public BankAccountNumber() {
        super(
                "bank_account",
                Category.FINANCIAL,
                Set.of(Anchor.NUMBER),
                6,
                "\\d{4,12}(?:[ -]\\d{2,8}){0,3}",
                "account number",
                "account no",
                "acct",
                "bank account",
                "kontonummer",
                "account",
                "konto",
                "sort code");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 6;
    }
}
