package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A vehicle identification number (ISO 3779): its check digit is right, or words tell it.
public final class VehicleNumber extends FormRecognizer {
    /// What a letter counts, at its place in "ABCDEFGH.JKLMN.P.R..STUVWXYZ".
    private static final String LETTER_VALUES = "1234567801234507090023456789";

    public VehicleNumber() {
        super(
                "vin",
                Category.REFERENCE,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                1,
                "[A-HJ-NPR-Z0-9]{17}",
                "vin",
                "vehicle identification",
                "chassis",
                "fahrgestellnummer");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().anyMatch(Character::isLetter)
                && value.chars().filter(Character::isDigit).count() >= 3;
    }

    @Override
    protected boolean isTelling(String written) {
        int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            char c = written.charAt(i);
            int letter = "ABCDEFGH.JKLMN.P.R..STUVWXYZ".indexOf(c);
            sum += weights[i] * (letter < 0 ? c - '0' : LETTER_VALUES.charAt(letter) - '0');
        }
        return written.charAt(8) == "0123456789X".charAt(sum % 11);
    }
}
