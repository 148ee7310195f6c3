package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A certificate's or professional licence's number, told by words.
public final class CertificateNumber extends FormRecognizer {
    public CertificateNumber() {
        super(
                "certificate_number",
                Category.REFERENCE,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                4,
                "[A-Z]{0,5}[-. ]?\\d{2,12}(?:-\\d{2,8}){0,2}[A-Z]?",
                "certificate number",
                "certificate no",
                "license number",
                "licence number",
                "license no",
                "licence no",
                "bar number",
                "registration number",
                "certification number",
                "zertifikatsnummer",
                "medical license",
                "nursing license",
                "bar no");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 4;
    }
}
