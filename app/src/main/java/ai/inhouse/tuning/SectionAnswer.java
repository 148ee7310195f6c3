package ai.inhouse.tuning;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The answer that a section gives to its heading: its first words, as far as they stand for
/// themselves.
final class SectionAnswer {
    private static final int MOST_SENTENCES = 3;
    private static final int MOST_WORDS = 60;
    private static final int FEWEST_WORDS = 1;
    private static final int FRAGMENT_WORDS = 6;
    private static final int MOST_ITEMS = 6;
    private static final int MOST_ITEM_WORDS = 14;
    private static final Pattern POINTS_ELSEWHERE =
            Pattern.compile(
                    "(?i)^(?:see|check out|check the|visit|click|here|this|these|that|those|the"
                            + " following|below|above|note|read|refer to|as (?:noted|mentioned)|learn"
                            + " more|more|also|and|but|so|or|then|however|for example|it|they|he|she)\\b.*"
                            + "|.*\\b(?:below|above|following|click here|see here|screenshot)\\b.*");

    private SectionAnswer() {}

    /// @param blocks of the section, in order
    static Optional<String> of(List<MarkdownBlocks.Block> blocks) {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> answer =
                switch (blocks.getFirst()) {
                    case MarkdownBlocks.Paragraph paragraph -> paragraph(paragraph, blocks);
                    case MarkdownBlocks.Bullets bullets -> list("", bullets);
                    case MarkdownBlocks.Table _ -> Optional.empty();
                };
        return answer.filter(text -> !POINTS_ELSEWHERE.matcher(text).matches());
    }

    private static Optional<String> paragraph(
            MarkdownBlocks.Paragraph paragraph, List<MarkdownBlocks.Block> blocks) {
        String text = MarkdownBlocks.plain(paragraph.text());
        if (!text.endsWith(":")) {
            return of(text);
        }
        return blocks.size() > 1 && blocks.get(1) instanceof MarkdownBlocks.Bullets bullets
                ? list(text + " ", bullets)
                : Optional.empty();
    }

    /// The first sentences; of a fragment that the next sentence repeats, as in "Hall C. The tank
    /// is in Hall C.", the fragment.
    static Optional<String> of(String text) {
        List<String> sentences = Sentences.split(text);
        if (sentences.isEmpty()) {
            return Optional.empty();
        }
        String first = sentences.getFirst();
        String bare = first.replaceFirst("\\.$", "");
        boolean fragment = Sentences.words(first) <= FRAGMENT_WORDS;
        if (fragment && (sentences.size() == 1 || repeats(sentences.get(1), bare))) {
            return Optional.of(bare);
        }
        String answer = Sentences.first(text, MOST_SENTENCES, MOST_WORDS);
        boolean complete = answer.matches("(?s).*[.!)\\d\"”]$");
        return Sentences.words(answer) >= FEWEST_WORDS && complete
                ? Optional.of(answer)
                : Optional.empty();
    }

    private static boolean repeats(String sentence, String fragment) {
        return sentence.toLowerCase(Locale.ROOT).contains(fragment.toLowerCase(Locale.ROOT));
    }

    private static Optional<String> list(String lead, MarkdownBlocks.Bullets bullets) {
        List<String> items = bullets.items().stream().map(MarkdownBlocks::plain).toList();
        boolean fits =
                items.size() <= MOST_ITEMS
                        && items.stream()
                                .allMatch(
                                        item ->
                                                Sentences.words(item) <= MOST_ITEM_WORDS
                                                        && !item.endsWith(":")
                                                        && !item.endsWith("?"));
        String joined =
                lead
                        + String.join(
                                "; ",
                                items.stream().map(i -> i.replaceFirst("[.;,]$", "")).toList())
                        + ".";
        return fits && Sentences.words(joined) <= MOST_WORDS
                ? Optional.of(joined)
                : Optional.empty();
    }
}
