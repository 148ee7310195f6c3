package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The first of the two machine-readable lines of a passport (ICAO 9303).
public final class MachineReadablePassport extends FormRecognizer {
    public MachineReadablePassport() {
        super(
                "passport_mrz",
                Category.IDENTITY,
                Set.of(Anchor.CAPITALIZED),
                1,
                "P[A-Z<][A-Z<]{3}[A-Z]{1,36}<<?[A-Z<]{2,38}(?:\\n[A-Z0-9<]{44})?");
    }

    @Override
    protected boolean isTelling(String written) {
        return written.contains("<<");
    }
}
