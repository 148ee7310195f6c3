package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A vehicle's registration, told by words.
public final class LicencePlate extends FormRecognizer {
    public LicencePlate() {
        super(
                "licence_plate",
                Category.REFERENCE,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                4,
                "[A-Z0-9]{1,4}(?:[- ][A-Z0-9]{1,4}){0,2}|[A-Z0-9]{5,8}",
                "license plate",
                "licence plate",
                "number plate",
                "kennzeichen",
                "plate",
                "registration plate",
                "reg plate",
                "vehicle registration",
                "vehicle reg",
                "immatriculation",
                "plaque",
                "matrícula",
                "kentekenplaat",
                "targa",
                "plates",
                "license tag");
    }

    @Override
    protected boolean isValid(String value) {
        return value.length() >= 4
                && value.length() <= 9
                && value.chars().anyMatch(Character::isDigit)
                && value.chars().anyMatch(Character::isLetter);
    }
}
