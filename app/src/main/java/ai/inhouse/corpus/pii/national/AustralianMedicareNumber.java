package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Australia's Medicare card: eight digits, their check, the card's issue, perhaps the person.
public final class AustralianMedicareNumber extends FormRecognizer {
    public AustralianMedicareNumber() {
        super(
                "au_medicare",
                Category.HEALTH,
                Set.of(Anchor.NUMBER),
                10,
                "[2-6]\\d{3}[ -]?\\d{5}[ -]?\\d(?:[ /-]?\\d)?",
                "medicare",
                "medicare card",
                "medicare number");
    }

    @Override
    protected boolean isValid(String value) {
        return CheckDigits.weighted(value, 1, 3, 7, 9, 1, 3, 7, 9) % 10
                == CheckDigits.digit(value, 8);
    }
}
