package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words and their meanings: `**Term**: meaning`, `Term - meaning`. In a glossary each such line
/// counts; elsewhere only a bold term whose text begins as a definition does.
final class DefinitionFacts implements FactFinder {
    private static final Pattern GLOSSARY =
            Pattern.compile(
                    "(?i).*\\b(glossary|terms|abbreviations|acronyms|definitions|vocabulary|jargon)\\b.*");
    private static final Pattern BOLD =
            Pattern.compile(
                    "\\*\\*(.{1,120}?)[:.]?\\*\\*\\s*(?::|–|—|-)?\\s+(?:[-–—]\\s+)?(\\S.*)");
    private static final Pattern PLAIN =
            Pattern.compile("([^:–—]{1,50}?)(?::|\\s[-–—])\\s+(\\S.*)");
    private static final Pattern BEGINS =
            Pattern.compile(
                    "(?i)(?:(?:an?|the) (?!more |goal |best |first |next |only |last )|means |refers to |stands for ).*");

    /// A verb for the first noun, with nothing before it that would begin a clause of its own.
    private static final Pattern STATES =
            Pattern.compile(
                    "(?i)\\w+(?:[ -](?!that|which|who|whose|where|when|you|we|they|to|used|for)[\\w’'/-]+){1,6}"
                            + " (?:is|are|was|were|must|should|can|will|may|has|have|helps?|needs?|works)\\b.*");

    private static final int MOST_WORDS = 3;
    private static final int MOST_MEANING_WORDS = 45;
    private static final Pattern NO_TERM =
            Pattern.compile(
                    "(?i)(please|note|step|example|tip|important|warning|remember|why|how|what|when|where|who|if|do|don't|you|your|for|to|in|on|at|with|before|after|during|until|first|second|third|goal|purpose|optional|updated?|date|owner)\\b.*|.*\\d+\\s*%.*");

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        String text = page.document().text();
        for (Page.Part part : page.parts()) {
            boolean glossary =
                    GLOSSARY.matcher(part.heading()).matches()
                            || GLOSSARY.matcher(page.title()).matches();
            for (String line : lines(part.blocks())) {
                definition(line, glossary, part.origin())
                        .map(found -> inSentence(found, text))
                        .ifPresent(facts::add);
            }
        }
        return facts;
    }

    /// The term as the document writes it in the middle of its sentences.
    private static Fact inSentence(Definition found, String text) {
        String lowered = Values.lowered(found.term());
        boolean common =
                Pattern.compile("[\\p{L},] " + Pattern.quote(lowered) + "\\b").matcher(text).find();
        return common ? new Definition(lowered, found.meaning(), found.origin()) : found;
    }

    private static List<String> lines(List<MarkdownBlocks.Block> blocks) {
        List<String> lines = new ArrayList<>();
        for (MarkdownBlocks.Block block : blocks) {
            switch (block) {
                case MarkdownBlocks.Paragraph paragraph -> lines.add(paragraph.text());
                case MarkdownBlocks.Bullets bullets -> lines.addAll(bullets.items());
                case MarkdownBlocks.Table _ -> {}
            }
        }
        return lines;
    }

    private static Optional<Definition> definition(String line, boolean glossary, Origin origin) {
        Matcher bold = BOLD.matcher(line);
        Matcher plain = PLAIN.matcher(line);
        Matcher found = bold.matches() ? bold : plain;
        if (!found.matches() || (found == plain && !glossary)) {
            return Optional.empty();
        }
        String term =
                MarkdownBlocks.plain(found.group(1)).replaceFirst("^\\d+(?:\\.\\d+)*[.)]?\\s+", "");
        String meaning =
                MarkdownBlocks.plain(found.group(2)).replaceFirst("^(?i:is) (?=an? |the )", "");
        String first = Sentences.first(meaning, 2, MOST_MEANING_WORDS);
        boolean usable =
                Values.isName(term)
                        && !NO_TERM.matcher(term).matches()
                        && Sentences.words(first) > 1
                        && !first.matches(".*[:?]$")
                        && (glossary || isDefinition(term, meaning));
        return usable ? Optional.of(new Definition(term, first, origin)) : Optional.empty();
    }

    /// Whether a text says what a term is, and is no sentence about something else: "the days you
    /// work", not "the days are long".
    private static boolean isDefinition(String term, String meaning) {
        String subject = "(?i)an? " + Pattern.quote(term) + " .*";
        return BEGINS.matcher(meaning).matches()
                && Sentences.words(term) <= MOST_WORDS
                && !Imperatives.begin(term)
                && (meaning.matches(subject) || !STATES.matcher(meaning).matches());
    }
}
