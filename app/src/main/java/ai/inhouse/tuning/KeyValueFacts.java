package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Facts in lines of `Name: value`, in paragraphs and lists, where several such lines stand
/// together.
final class KeyValueFacts implements FactFinder {
    private static final Pattern LINE = Pattern.compile("([^:]{2,40}):\\s+(\\S.*)");
    private static final int FEWEST_LINES = 3;

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        for (Page.Part part : page.parts()) {
            Thing subject = page.subject(part);
            for (MarkdownBlocks.Block block : part.blocks()) {
                facts.addAll(facts(subject, part.origin(), lines(block)));
            }
        }
        return facts;
    }

    private static List<String> lines(MarkdownBlocks.Block block) {
        return switch (block) {
            case MarkdownBlocks.Paragraph paragraph -> paragraph.lines();
            case MarkdownBlocks.Bullets bullets -> bullets.items();
            case MarkdownBlocks.Table _ -> List.of();
        };
    }

    private static List<Fact> facts(Thing subject, Origin origin, List<String> lines) {
        List<Fact> facts = new ArrayList<>();
        for (String line : lines) {
            fact(subject, origin, MarkdownBlocks.plain(line)).ifPresent(facts::add);
        }
        return facts.size() >= FEWEST_LINES && facts.size() == lines.size() ? facts : List.of();
    }

    private static Optional<Fact> fact(Thing subject, Origin origin, String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Values.attribute(matcher.group(1))
                .map(
                        attribute ->
                                new Property(
                                        subject,
                                        attribute.name(),
                                        attribute.complete(unended(matcher.group(2))),
                                        origin))
                .filter(property -> Values.isValue(property.value()))
                .map(Fact.class::cast);
    }

    private static String unended(String value) {
        return value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
    }
}
