package ai.inhouse.tuning;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be the name of a property, and what a value.
final class Values {
    private static final int MOST_ATTRIBUTE_WORDS = 4;
    private static final int MOST_VALUE_WORDS = 12;
    private static final Set<String> NOTHING =
            Set.of(
                    "",
                    "-",
                    "–",
                    "—",
                    "n/a",
                    "na",
                    "none",
                    "tbd",
                    "tba",
                    "todo",
                    "?",
                    "yes",
                    "no",
                    "x",
                    "✓",
                    "✔",
                    "true",
                    "false",
                    "see above",
                    "see below",
                    "varies",
                    "any",
                    "other",
                    "all",
                    "optional",
                    "required",
                    "same",
                    "link",
                    "here",
                    "unknown");
    private static final Set<String> NO_ATTRIBUTE =
            Set.of(
                    "",
                    "#",
                    "no",
                    "no.",
                    "nr",
                    "nr.",
                    "link",
                    "links",
                    "url",
                    "note",
                    "notes",
                    "comment",
                    "comments",
                    "example",
                    "examples",
                    "step",
                    "steps",
                    "image",
                    "photo",
                    "page",
                    "remark",
                    "remarks",
                    "more",
                    "other",
                    "action",
                    "actions",
                    "status",
                    "yes",
                    "pros",
                    "cons",
                    "subject",
                    "from",
                    "to",
                    "cc",
                    "re",
                    "date",
                    "tip",
                    "warning",
                    "important",
                    "todo",
                    "question",
                    "answer",
                    "q",
                    "a",
                    "before",
                    "after",
                    "good",
                    "bad",
                    "do",
                    "don't",
                    "dos",
                    "don'ts",
                    "option",
                    "result");
    private static final Pattern UNIT =
            Pattern.compile(
                    "(.+?)\\s*(?:\\((?:in )?([^)]{1,12})\\)|\\bin (EUR|USD|GBP|kg|g|m|cm|mm|l))");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d[\\d.,]*");
    private static final Pattern ADDRESS = Pattern.compile("(?:https?://|www\\.)\\S+");
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\d][\\p{L}\\d '’./&()%-]*");

    private Values() {}

    /// A column's or line's name, and the unit that it gives for all its values.
    record Attribute(String name, String unit) {
        /// The value with the unit, where it is a bare number.
        String complete(String value) {
            if (unit.isEmpty() || !NUMBER.matcher(value).matches()) {
                return value;
            }
            return unit.matches("[€$£%]") && !unit.equals("%") ? unit + value : value + " " + unit;
        }
    }

    /// The name of a property, if it can be one: a few words that are no sentence.
    static Optional<Attribute> attribute(String text) {
        Matcher withUnit = UNIT.matcher(text);
        String name = text;
        String unit = "";
        if (withUnit.matches()) {
            name = withUnit.group(1);
            unit = withUnit.group(2) == null ? withUnit.group(3) : withUnit.group(2);
        }
        name = name.replaceFirst("(?i)^(?:the|our|a|an) ", "").strip();
        boolean usable =
                !NO_ATTRIBUTE.contains(name.toLowerCase(Locale.ROOT))
                        && WORDS.matcher(name).matches()
                        && name.matches(".*\\p{L}.*")
                        && Sentences.words(name) <= MOST_ATTRIBUTE_WORDS;
        return usable ? Optional.of(new Attribute(lowered(name), unit)) : Optional.empty();
    }

    /// A value that is worth asking for: short, and saying something.
    static boolean isValue(String text) {
        return !NOTHING.contains(text.toLowerCase(Locale.ROOT))
                && Sentences.words(text) <= MOST_VALUE_WORDS
                && !ADDRESS.matcher(text).matches()
                && !text.endsWith(":")
                && !text.contains("?")
                && !text.contains("...")
                && Sentences.split(text).size() == 1;
    }

    /// Whether it can name one thing among others.
    static boolean isName(String text) {
        return !text.isEmpty()
                && !NOTHING.contains(text.toLowerCase(Locale.ROOT))
                && text.matches(".*\\p{L}.*")
                && Sentences.words(text) <= 5
                && !text.matches(".*[?!:;“”\"].*|.*\\.$");
    }

    /// In lower case at the beginning, unless it is an abbreviation or a name in the middle.
    static String lowered(String text) {
        String first = text.split("\\s", 2)[0];
        boolean abbreviation =
                first.length() > 1
                        && !first.substring(1).equals(first.substring(1).toLowerCase(Locale.ROOT));
        return abbreviation
                ? text
                : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
