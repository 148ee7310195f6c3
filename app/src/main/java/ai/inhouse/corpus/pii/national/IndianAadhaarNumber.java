package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// India's Aadhaar: twelve digits that pass Verhoeff's check.
public final class IndianAadhaarNumber extends FormRecognizer {
    public IndianAadhaarNumber() {
        super(
                "in_aadhaar",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                12,
                "[2-9]\\d{3}[ -]?\\d{4}[ -]?\\d{4}",
                "aadhaar",
                "aadhar",
                "uidai",
                "uid");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.verhoeff(value);
    }
}
