package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A driving licence's number, told by words.
public final class DrivingLicenceNumber extends FormRecognizer {
    public DrivingLicenceNumber() {
        super(
                "driving_licence",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                6,
                "[A-Z0-9]{1,6}(?:[- ][A-Z0-9]{2,6}){1,4}|[A-Z0-9]{6,18}",
                "driver's license",
                "driver’s license",
                "driver license",
                "drivers license",
                "driving licence",
                "driving license",
                "driver's licence",
                "driver licence",
                "driving licence no",
                "driving licence number",
                "driver's license number",
                "driver license number",
                "driver license no",
                "führerschein",
                "führerscheinnummer",
                "permis de conduire",
                "permiso de conducir",
                "dl");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 5;
    }
}
