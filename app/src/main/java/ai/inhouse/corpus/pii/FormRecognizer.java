package ai.inhouse.corpus.pii;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Knows values by their form, their check digits, and words that stand near. A value counts if it
/// is valid and, where its form alone does not tell, if such a word is near.
public abstract class FormRecognizer implements Recognizer {
    private final String label;
    private final Category category;
    private final Set<Anchor> anchors;
    private final int minimumLength;
    private final Pattern form;
    private final List<String> words;

    /// @param minimumLength digits of a number, characters of a code
    /// @param form a regular expression without nested or neighbouring repetitions of like
    ///   characters, so that it takes linear time
    /// @param words in lower case, that tell what the value is
    protected FormRecognizer(
            String label,
            Category category,
            Set<Anchor> anchors,
            int minimumLength,
            String form,
            String... words) {
        this.label = label;
        this.category = category;
        this.anchors = anchors;
        this.minimumLength = minimumLength;
        this.form = Pattern.compile("(?:" + form + ")(?![\\p{L}\\p{Nd}])");
        this.words = List.of(words);
    }

    @Override
    public final String label() {
        return label;
    }

    @Override
    public final Category category() {
        return category;
    }

    @Override
    public final Set<Anchor> anchors() {
        return anchors;
    }

    @Override
    public final int minimumLength() {
        return minimumLength;
    }

    /// Whether check digits and ranges are right.
    ///
    /// @param value its letters, in capitals, and digits only
    protected boolean isValid(String value) {
        return true;
    }

    /// Whether a valid value written so cannot well be anything else.
    ///
    /// @param written as it stands in the text
    protected boolean isTelling(String written) {
        return false;
    }

    @Override
    public final void find(Place place, Consumer<Finding> found) {
        Optional<MatchResult> match = place.match(form);
        if (match.isEmpty() || isPartOfMore(place, match.get())) {
            return;
        }
        String written = match.get().group();
        if (!isValid(compact(written))) {
            return;
        }
        boolean telling = isTelling(written);
        OptionalInt remoteness = telling ? OptionalInt.of(0) : place.near(words);
        if (remoteness.isPresent()) {
            found.accept(
                    new Finding(
                            label,
                            category,
                            telling ? Certainty.PROOF : Certainty.CONTEXT,
                            match.get().start(),
                            match.get().end(),
                            remoteness.getAsInt()));
        }
    }

    /// A decimal's or an amount's digits, or the middle of a longer code.
    private static boolean isPartOfMore(Place place, MatchResult match) {
        char before = place.at(match.start() - 1);
        char after = place.at(match.end());
        return "$€£¥".indexOf(before) >= 0
                || ("-_/".indexOf(before) >= 0 && place.isWord(match.start() - 2))
                || (".,".indexOf(before) >= 0 && Character.isDigit(place.at(match.start() - 2)))
                || (".,".indexOf(after) >= 0 && Character.isDigit(place.at(match.end() + 1)))
                || ("-_".indexOf(after) >= 0 && place.isWord(match.end() + 1))
                || after == '%';
    }

    static String compact(String written) {
        StringBuilder compact = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                compact.append(Character.toUpperCase(c));
            }
        }
        return compact.toString();
    }
}
