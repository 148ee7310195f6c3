package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A passport's or identity card's number, told by words.
public final class PassportNumber extends FormRecognizer {
    public PassportNumber() {
        super(
                "passport",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                6,
                "[A-Z]{0,2}\\d{6,9}[A-Z]?|[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}|\\d{2}[A-Z]{2}\\d{5}",
                "passport",
                "reisepass",
                "passeport",
                "pasaporte",
                "passaporto",
                "paspoort",
                "travel document",
                "identity card",
                "personalausweis",
                "passport no");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 4;
    }
}
