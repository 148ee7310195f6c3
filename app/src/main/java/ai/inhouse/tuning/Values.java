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
            words(
                    """
                    |-|–|—|n/a|na|none|tbd|tba|todo|?|yes|no|x|✓|✔|true|false|
                    see above|see below|varies|any|other|all|optional|required|same|
                    link|here|unknown""");
    private static final Set<String> NO_ATTRIBUTE =
            words(
                    """
                    |#|no|no.|nr|nr.|link|links|url|note|notes|comment|comments|
                    example|examples|step|steps|image|photo|page|remark|remarks|more|
                    other|action|actions|status|yes|pros|cons|subject|from|to|cc|re|
                    date|tip|warning|important|todo|question|answer|q|a|before|after|
                    good|bad|do|don't|dos|don'ts|option|result""");
    private static final Pattern UNIT =
            Pattern.compile(
                    "(.+?)\\s*(?:\\((?:in )?([^)]{1,12})\\)|\\bin (EUR|USD|GBP|kg|g|m|cm|mm|l))");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d[\\d.,]*");
    private static final Pattern ADDRESS = Pattern.compile("(?:https?://|www\\.)\\S+");
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\d][\\p{L}\\d '’./&()%-]*");

    private static final Pattern QUANTITY =
            Pattern.compile(
                    "\\d[\\d\\s.,+–-]*\\p{Ll}.*|(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day"
                            + "|(?i)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\p{L}* \\d.*");
    private static final int MOST_NAME_WORDS = 5;

    private Values() {}

    /// The words of a list that bars separate.
    static Set<String> words(String list) {
        return Set.of(list.replace("\n", "").split("\\|", -1));
    }

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
                        && !name.matches(
                                "(?i:not|no|less|more|too) .*|.*\\d.*|.*\\p{Lu}\\p{Ll}.*\\s\\p{Lu}.*")
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
                && (text.length() > 1 || Character.isDigit(text.charAt(0)))
                && Sentences.split(text).size() == 1;
    }

    /// Whether it can name one thing among others.
    static boolean isName(String text) {
        return !NOTHING.contains(text.toLowerCase(Locale.ROOT))
                && Sentences.words(text) <= MOST_NAME_WORDS
                && text.matches("[\\p{L}\\d].*")
                && text.matches(".*\\p{L}.*")
                && !QUANTITY.matcher(text).matches()
                && !text.matches(".*[?!:;“”\"].*|.*-$|.*(?<!\\p{Lu})\\.$");
    }

    /// As within a sentence: in lower case at the beginning, unless it is an abbreviation or, as
    /// capitals in the middle tell, a title or a name.
    static String lowered(String text) {
        if (text.startsWith("The ") || text.startsWith("Our ")) {
            return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
        }
        boolean capitals = text.substring(1).matches(".*\\p{Lu}.*");
        return capitals ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
