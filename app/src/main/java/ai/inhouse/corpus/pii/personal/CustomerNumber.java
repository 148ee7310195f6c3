package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A person's number at a seller, told by words.
public final class CustomerNumber extends FormRecognizer {
    public CustomerNumber() {
        super(
                "customer_number",
                Category.REFERENCE,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                4,
                "[A-Z]{0,4}[-# ]?\\d{4,12}",
                "customer number",
                "customer id",
                "customer no",
                "client number",
                "client id",
                "kundennummer",
                "membership number",
                "loyalty number",
                "cust no",
                "numéro client",
                "frequent flyer");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 4;
    }
}
