package ai.inhouse.tuning;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A document taken apart for finding facts.
///
/// @param title without markup
record Page(Document document, String title, List<Part> parts) {
    /// Headings that say nothing about the thing that the section is about.
    private static final Set<String> GENERIC =
            Set.of(
                    "",
                    "in short",
                    "facts",
                    "key facts",
                    "quick facts",
                    "at a glance",
                    "summary",
                    "overview",
                    "details",
                    "data",
                    "technical data",
                    "specifications",
                    "specification",
                    "properties",
                    "general",
                    "profile",
                    "data sheet",
                    "key data",
                    "basic data",
                    "product data",
                    "essentials",
                    "the essentials",
                    "fact sheet");

    private static final Pattern BEFORE =
            Pattern.compile(
                    "(?i)^(?:(?:key |quick |technical |basic |the )?(?:facts?|data|details?|information|specifications?|figures) (?:about|on|of|for|sheet) |about )");
    private static final Pattern AFTER =
            Pattern.compile(
                    "(?i)[ :,–-]+(?:data ?sheet|fact ?sheet|facts|key facts|technical data|specifications?|manual|user guide|overview|profile|at a glance|in short|details)$");
    private static final int MOST_WORDS = 5;

    /// A section taken apart.
    record Part(String heading, Origin origin, List<MarkdownBlocks.Block> blocks) {}

    static Page of(Document document) {
        List<Part> parts =
                document.sections().stream().map(section -> part(document, section)).toList();
        return new Page(document, MarkdownBlocks.plain(document.title()), parts);
    }

    private static Part part(Document document, Section section) {
        String heading = MarkdownBlocks.plain(section.heading());
        return new Part(
                heading,
                new Origin(document.name(), heading),
                MarkdownBlocks.parse(section.text()));
    }

    /// The thing that a section's properties belong to: named in its heading or in the title, and
    /// spoken of in the text as a thing with a name; none if there is no such thing.
    Thing subject(Part part) {
        if (!GENERIC.contains(part.heading().toLowerCase(Locale.ROOT))) {
            return named(part.heading()).orElse(Thing.NONE);
        }
        return named(title).orElse(Thing.NONE);
    }

    private Optional<Thing> named(String heading) {
        String core = AFTER.matcher(BEFORE.matcher(heading).replaceFirst("")).replaceFirst("");
        Thing thing = Thing.of(core.strip(), "");
        if (thing.isNone() || Sentences.words(thing.name()) > MOST_WORDS) {
            return Optional.empty();
        }
        return Thing.isPersonName(thing.name()) || isSpokenOf(thing.name())
                ? Optional.of(thing)
                : Optional.empty();
    }

    /// Whether a sentence has the name after a word in lower case, as in "of Project Mussel": a
    /// heading of common words is written in lower case there.
    private boolean isSpokenOf(String name) {
        if (!Character.isUpperCase(name.codePointAt(0))
                && !Character.isDigit(name.codePointAt(0))) {
            return false;
        }
        Pattern within = Pattern.compile("\\b\\p{Ll}+ " + Pattern.quote(name) + "\\b");
        return document.sections().stream()
                .anyMatch(section -> within.matcher(section.text()).find());
    }
}
