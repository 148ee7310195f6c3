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
                    "(?i)(?:an?|the|any|one|means|refers to|is an?|is the|stands for|someone|anyone|people) .*");
    private static final Pattern NO_TERM =
            Pattern.compile(
                    "(?i)(please|note|step|example|tip|important|warning|remember|why|how|what|when|where|who|if|do|don't|you|your|for|to|in|on|at|with|before|after|during|until|first|second|third|goal|purpose|optional|updated?|date|owner)\\b.*|.*\\d+\\s*%.*");

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        for (Page.Part part : page.parts()) {
            boolean glossary =
                    GLOSSARY.matcher(part.heading()).matches()
                            || GLOSSARY.matcher(page.title()).matches();
            for (String line : lines(part.blocks())) {
                definition(line, glossary, part.origin()).ifPresent(facts::add);
            }
        }
        return facts;
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

    private static Optional<Fact> definition(String line, boolean glossary, Origin origin) {
        Matcher bold = BOLD.matcher(line);
        Matcher plain = PLAIN.matcher(line);
        Matcher found = bold.matches() ? bold : plain;
        if (!found.matches() || (found == plain && !glossary)) {
            return Optional.empty();
        }
        String term = MarkdownBlocks.plain(found.group(1));
        String meaning = MarkdownBlocks.plain(found.group(2));
        String first = Sentences.first(meaning, 2, 45);
        boolean usable =
                Values.isName(term)
                        && !NO_TERM.matcher(term).matches()
                        && Sentences.words(first) > 1
                        && !first.endsWith(":")
                        && (glossary || BEGINS.matcher(meaning).matches());
        return usable ? Optional.of(new Definition(term, first, origin)) : Optional.empty();
    }
}
