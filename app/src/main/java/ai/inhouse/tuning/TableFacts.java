package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Definition;
import ai.inhouse.tuning.Fact.Property;
import ai.inhouse.tuning.MarkdownBlocks.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Facts in tables: a thing in each row and its properties in the columns, a property in each row,
/// or a word and its meaning.
final class TableFacts implements FactFinder {
    private static final Set<String> PROPERTY =
            Set.of(
                    "fact",
                    "facts",
                    "property",
                    "attribute",
                    "item",
                    "key",
                    "parameter",
                    "specification",
                    "field",
                    "feature",
                    "characteristic",
                    "what",
                    "detail",
                    "topic",
                    "data",
                    "rule",
                    "");
    private static final Set<String> VALUE =
            Set.of(
                    "value",
                    "values",
                    "detail",
                    "details",
                    "data",
                    "answer",
                    "specification",
                    "information",
                    "is",
                    "figure",
                    "amount",
                    "");
    private static final Set<String> MEANING =
            Set.of(
                    "meaning",
                    "definition",
                    "explanation",
                    "what it means",
                    "what it does",
                    "stands for",
                    "description",
                    "purpose");
    private static final Set<String> ROLE = Set.of("role", "position", "function", "job", "post");
    private static final int FEWEST_MEANING_WORDS = 2;

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        for (Page.Part part : page.parts()) {
            for (MarkdownBlocks.Block block : part.blocks()) {
                if (block instanceof Table table) {
                    facts.addAll(facts(page, part, table));
                }
            }
        }
        return facts;
    }

    private static List<Fact> facts(Page page, Page.Part part, Table table) {
        List<String> header =
                table.header().stream().map(cell -> cell.toLowerCase(Locale.ROOT)).toList();
        if (new HashSet<>(header).size() < header.size()) {
            return List.of();
        }
        boolean two = header.size() == 2;
        if (two && PROPERTY.contains(header.get(0)) && VALUE.contains(header.get(1))) {
            return propertyRows(page.subject(part), part, table);
        }
        if (two && MEANING.contains(header.get(1))) {
            return meanings(part, table);
        }
        return thingRows(part, table);
    }

    private static List<Fact> propertyRows(Thing subject, Page.Part part, Table table) {
        List<Fact> facts = new ArrayList<>();
        for (List<String> row : table.rows()) {
            Values.attribute(row.get(0))
                    .flatMap(attribute -> property(subject, attribute, row.get(1), part.origin()))
                    .ifPresent(facts::add);
        }
        return facts;
    }

    private static Optional<Fact> property(
            Thing thing, Values.Attribute attribute, String cell, Origin origin) {
        String value = attribute.complete(cell);
        return Values.isValue(value)
                ? Optional.of(new Property(thing, attribute.name(), value, origin))
                : Optional.empty();
    }

    private static List<Fact> meanings(Page.Part part, Table table) {
        List<Fact> facts = new ArrayList<>();
        for (List<String> row : table.rows()) {
            String meaning = Sentences.first(row.get(1), 2, 40);
            if (Values.isName(row.get(0)) && Sentences.words(meaning) >= FEWEST_MEANING_WORDS) {
                facts.add(new Definition(row.get(0), meaning, part.origin()));
            }
        }
        return facts;
    }

    private static List<Fact> thingRows(Page.Part part, Table table) {
        OptionalInt column = thingColumn(table);
        if (column.isEmpty()) {
            return List.of();
        }
        String sort = table.header().get(column.getAsInt()).toLowerCase(Locale.ROOT);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < table.header().size(); i++) {
            Optional<Values.Attribute> attribute = Values.attribute(table.header().get(i));
            if (i == column.getAsInt() || attribute.isEmpty()) {
                continue;
            }
            for (List<String> row : table.rows()) {
                String name = row.get(column.getAsInt());
                if (Values.isName(name)) {
                    cell(name, sort, attribute.get(), row.get(i), part).ifPresent(facts::add);
                }
            }
        }
        return facts;
    }

    /// A role and who has it say who the role's holder is, and not that the role has a colleague.
    private static Optional<Fact> cell(
            String name, String sort, Values.Attribute attribute, String cell, Page.Part part) {
        if (ROLE.contains(sort) && Thing.isPersonName(cell)) {
            return Optional.of(new Property(Thing.NONE, Values.lowered(name), cell, part.origin()));
        }
        return property(Thing.of(name, sort), attribute, cell, part.origin());
    }

    /// The first column with a name that is another in each row.
    private static OptionalInt thingColumn(Table table) {
        for (int i = 0; i < table.header().size(); i++) {
            int column = i;
            String name = table.header().get(column);
            List<String> cells = table.rows().stream().map(row -> row.get(column)).toList();
            boolean distinct = new HashSet<>(cells).size() == cells.size();
            if (!name.isBlank()
                    && Sentences.words(name) <= 2
                    && distinct
                    && cells.stream().allMatch(Values::isName)) {
                return OptionalInt.of(column);
            }
        }
        return OptionalInt.empty();
    }
}
