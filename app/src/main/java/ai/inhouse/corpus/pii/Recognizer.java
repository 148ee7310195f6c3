package ai.inhouse.corpus.pii;

import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;

/// Knows one kind of value. Adding one: one class, one line in {@link Recognizers}, its form in
/// `templates.yaml` for the measured set, and its row in `docs/privacy.md`. Safe for use by many
/// threads; takes time linear in the text.
public interface Recognizer {
    /// As in `email`; no two recognizers share one.
    String label();

    Category category();

    /// Where it is asked.
    Set<Anchor> anchors();

    /// For {@link Anchor#KEYWORD}: words in lower case, of letters and digits only.
    default Set<String> keywords() {
        return Set.of();
    }

    /// For {@link Anchor#NUMBER} the fewest digits, for {@link Anchor#CODE} the fewest characters
    /// of a place that it wants to be asked at.
    default int minimumLength() {
        return 0;
    }

    void find(Place place, Consumer<Finding> found);

    /// A finding of this kind.
    default Finding finding(Certainty certainty, int start, int end) {
        return new Finding(label(), category(), certainty, start, end);
    }

    /// A finding of this kind: all of a match.
    default Finding finding(Certainty certainty, MatchResult match) {
        return finding(certainty, match.start(), match.end());
    }
}
