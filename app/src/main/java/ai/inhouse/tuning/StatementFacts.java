package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Sentences and list items of running text that state a figure or a rule and can be understood by
/// themselves.
final class StatementFacts implements FactFinder {
    private static final int FEWEST_WORDS = 5;
    private static final int MOST_WORDS = 32;
    private static final Set<String> MAIL = Set.of("message/rfc822");

    private static final Pattern FIGURE = Pattern.compile("\\d");
    private static final Pattern RULE =
            Pattern.compile(
                    "\\b(?:must|only|within|until|never|always|at least|up to|approv\\w+|requir\\w+"
                            + "|responsible|deadline)\\b");
    private static final Pattern NAME =
            Pattern.compile("\\p{Lu}{2,}|[\\p{Ll},] \\p{Lu}\\p{Ll}+ \\p{Lu}|[#@]\\p{L}");
    private static final Pattern NEEDS_CONTEXT =
            Pattern.compile(
                    "(?is)(?:it|this|that|these|those|they|he|she|here|there|so|but|and|or|then|also|however|for example|such|both|note)\\b.*"
                            + "|.*\\b(?:below|above|following|see|click here)\\b.*");

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        if (MAIL.contains(page.document().mediaType())) {
            return facts;
        }
        for (Page.Part part : page.parts()) {
            for (MarkdownBlocks.Block block : part.blocks()) {
                for (String text : texts(block)) {
                    Sentences.split(text).stream()
                            .filter(StatementFacts::isStatement)
                            .map(s -> new Statement(page.title(), part.heading(), s, part.origin()))
                            .forEach(facts::add);
                }
            }
        }
        return facts;
    }

    private static List<String> texts(MarkdownBlocks.Block block) {
        return switch (block) {
            case MarkdownBlocks.Paragraph paragraph ->
                    List.of(MarkdownBlocks.plain(paragraph.text()));
            case MarkdownBlocks.Bullets bullets ->
                    bullets.items().stream().map(MarkdownBlocks::plain).toList();
            case MarkdownBlocks.Table _ -> List.of();
        };
    }

    private static boolean isStatement(String sentence) {
        int words = Sentences.words(sentence);
        return words >= FEWEST_WORDS
                && words <= MOST_WORDS
                && !sentence.endsWith(":")
                && !sentence.endsWith("?")
                && saysMuch(sentence)
                && !NEEDS_CONTEXT.matcher(sentence).matches();
    }

    /// A figure, or a rule about something that has a name.
    private static boolean saysMuch(String sentence) {
        return FIGURE.matcher(sentence).find()
                || (RULE.matcher(sentence).find() && NAME.matcher(sentence).find());
    }
}
