package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A bank's SWIFT or BIC code, told by words.
public final class BankIdentifier extends FormRecognizer {
    public BankIdentifier() {
        super(
                "bic",
                Category.FINANCIAL,
                Set.of(Anchor.CAPITALIZED),
                8,
                "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
                "swift",
                "bic",
                "swift code",
                "swift-code");
    }
}
