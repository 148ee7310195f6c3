package ai.inhouse.tuning;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a fact is about, and how people name it in a sentence.
///
/// @param name as the document writes it, without an article; empty for no thing
/// @param sort what it is one of, as a table's heading says: `product`; may be empty
record Thing(String name, String sort) {
    static final Thing NONE = new Thing("", "");

    /// Sorts whose name people add, as in "the Lisbon office".
    private static final Set<String> ADDED =
            Set.of("office", "team", "department", "site", "plant", "room", "warehouse", "branch");

    /// Sorts whose members take no article.
    private static final Set<String> BARE =
            Set.of(
                    "name",
                    "person",
                    "employee",
                    "colleague",
                    "contact",
                    "member",
                    "city",
                    "country",
                    "town",
                    "location",
                    "customer",
                    "company",
                    "project");

    private static final Pattern PERSON =
            Pattern.compile(
                    "((Dr|Mr|Ms|Mrs|Prof)\\.? )?\\p{Lu}[\\p{L}'-]+( \\p{Lu}\\.?)? \\p{Lu}[\\p{L}'-]+");

    static Thing of(String name, String sort) {
        String bare = name.replaceFirst("^(?i:the|our|a|an)\\s+(?=\\S)", "");
        return new Thing(bare, sort.toLowerCase(Locale.ROOT));
    }

    static boolean isPersonName(String text) {
        return PERSON.matcher(text).matches();
    }

    boolean isNone() {
        return name.isEmpty();
    }

    /// The ways to name it, the most natural first.
    List<String> forms() {
        boolean saysSort = name.toLowerCase(Locale.ROOT).contains(sort);
        if (ADDED.contains(sort) && !saysSort) {
            return List.of("the " + name + " " + sort, name);
        }
        if (BARE.contains(sort) || (isPersonName(name) && sort.isEmpty()) || !isCapital(name)) {
            return List.of(isCapital(name) ? name : "the " + name);
        }
        return saysSort && !sort.isEmpty()
                ? List.of(name, "the " + name)
                : List.of("the " + name, name);
    }

    private static boolean isCapital(String text) {
        return Character.isUpperCase(text.codePointAt(0)) || Character.isDigit(text.codePointAt(0));
    }
}
