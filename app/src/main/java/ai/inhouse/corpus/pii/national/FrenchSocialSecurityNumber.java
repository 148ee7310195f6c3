package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// France's NIR: sex, year, month, department, commune, serial, and a key modulo 97.
public final class FrenchSocialSecurityNumber extends FormRecognizer {
    public FrenchSocialSecurityNumber() {
        super(
                "fr_nir",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                13,
                "[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}",
                "nir",
                "sécurité sociale",
                "securite sociale",
                "numéro de sécurité sociale",
                "insee");
    }

    @Override
    protected boolean isValid(String value) {
        long number =
                Long.parseLong(value.substring(0, 13).replace("2A", "19").replace("2B", "18"));
        return 97 - number % 97 == Integer.parseInt(value.substring(13));
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
