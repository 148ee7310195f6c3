package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Spain's DNI and NIE: eight digits, or a letter and seven, and a letter modulo 23.
public final class SpanishIdentityNumber extends FormRecognizer {
    public SpanishIdentityNumber() {
        super(
                "es_dni",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                7,
                "(?:\\d{8}|[XYZ]-?\\d{7})-?[A-HJ-NP-TV-Z]",
                "dni",
                "nie",
                "nif",
                "documento nacional");
    }

    @Override
    protected boolean isValid(String value) {
        int first = "XYZ".indexOf(value.charAt(0));
        String digits = first < 0 ? value.substring(0, 8) : first + value.substring(1, 8);
        char check = "TRWAGMYFPDXBNJZSQVHLCKE".charAt(Integer.parseInt(digits) % 23);
        return value.charAt(8) == check;
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
