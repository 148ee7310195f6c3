package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Knows dates that a word before them, or above them in a table, gives a meaning.
abstract class DateRecognizer implements Recognizer {
    private static final String MONTH =
            "(?:Jan(?:uary|uar|\\.)?|Feb(?:ruary|ruar|\\.)?|Mar(?:ch|\\.)?|März|Apr(?:il|\\.)?|Ma[iy]|Jun[ei]?|Jul[yi]?"
                    + "|Aug(?:ust|\\.)?|Sep(?:tember|t\\.|\\.)?|O[ck]t(?:ober|\\.)?|Nov(?:ember|\\.)?|De[cz](?:ember|\\.)?)";
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:19|20)\\d\\d[-./]\\d{1,2}[-./]\\d{1,2}|\\d{1,2}[-./]\\d{1,2}[-./](?:\\d{4}|\\d{2})"
                            + "|\\d{1,2}(?:st|nd|rd|th|\\.)? (?:of )?"
                            + MONTH
                            + ",? \\d{4}|"
                            + MONTH
                            + " \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}");
    private static final int BEFORE = 40;

    private final Pattern words;
    private final List<String> columns;

    /// @param words in lower case
    DateRecognizer(String... words) {
        this.columns = List.of(words);
        String any = String.join("|", columns.stream().map(Pattern::quote).toList());
        this.words = Pattern.compile("(?i)(?<!\\p{L})(?:" + any + ")(?!\\p{L})[^0-9.;\\n]{0,24}$");
    }

    @Override
    public final Set<Anchor> anchors() {
        return Set.of(Anchor.NUMBER, Anchor.CAPITALIZED);
    }

    @Override
    public final int minimumLength() {
        return 1;
    }

    @Override
    public final void find(Place place, Consumer<Finding> found) {
        if (place.anchor() == Anchor.CAPITALIZED && !isBeforeDay(place)) {
            return;
        }
        place.match(FORM)
                .filter(m -> tells(place))
                .map(m -> finding(Certainty.CONTEXT, m))
                .ifPresent(found);
    }

    /// Nearly no word with a capital is: told before the expression is tried.
    private static boolean isBeforeDay(Place place) {
        int blank = place.end() + (place.at(place.end()) == '.' ? 1 : 0);
        return place.at(blank) == ' ' && Character.isDigit(place.at(blank + 1));
    }

    private boolean tells(Place place) {
        int from = Math.max(0, place.start() - BEFORE);
        String before = place.text().substring(from, place.start());
        return words.matcher(before).find() || place.column(columns);
    }
}
