package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Property;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The ways to ask for a property, from `wordings.yaml`.
final class Wordings {
    private static final String RESOURCE = "wordings.yaml";
    private static final Pattern ANYTHING = Pattern.compile(".*");

    private final List<Rule> rules;

    private Wordings(List<Rule> rules) {
        this.rules = rules;
    }

    /// As the file has it.
    private record Entry(
            @Nullable @JsonProperty String attribute,
            @Nullable @JsonProperty String value,
            @Nullable @JsonProperty List<String> thing,
            @Nullable @JsonProperty List<String> alone) {
        Rule rule() {
            return new Rule(
                    attribute == null ? ANYTHING : Pattern.compile(attribute),
                    value == null ? ANYTHING : Pattern.compile(value),
                    Objects.requireNonNullElse(thing, List.of()),
                    Objects.requireNonNullElse(alone, List.of()));
        }
    }

    private record Rule(Pattern attribute, Pattern value, List<String> thing, List<String> alone) {
        Optional<Matcher> match(Property property) {
            Matcher matcher = attribute.matcher(property.attribute().toLowerCase(Locale.ROOT));
            boolean fits =
                    !templates(property.thing()).isEmpty()
                            && matcher.matches()
                            && value.matcher(property.value()).matches();
            return fits ? Optional.of(matcher) : Optional.empty();
        }

        List<String> templates(Thing about) {
            return about.isNone() ? alone : thing;
        }
    }

    static Wordings load() {
        try (InputStream in = Wordings.class.getResourceAsStream(RESOURCE)) {
            Entry[] entries =
                    new YAMLMapper().readValue(Objects.requireNonNull(in, RESOURCE), Entry[].class);
            return new Wordings(List.of(entries).stream().map(Entry::rule).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Questions for a property, the most natural first.
    List<String> questions(Property property) {
        for (Rule rule : rules) {
            Optional<Matcher> match = rule.match(property);
            if (match.isPresent()) {
                return fill(rule.templates(property.thing()), property, match.get());
            }
        }
        return List.of();
    }

    private static List<String> fill(List<String> templates, Property property, Matcher match) {
        Set<String> questions = new LinkedHashSet<>();
        List<String> forms = property.thing().isNone() ? List.of("") : property.thing().forms();
        for (String form : forms) {
            for (String template : templates) {
                questions.add(fill(template, property.attribute(), form, match));
            }
        }
        return new ArrayList<>(questions);
    }

    private static String fill(String template, String attribute, String thing, Matcher match) {
        String filled =
                template.replace("{is}", isPlural(attribute) ? "are" : "is")
                        .replace("{attribute}", attribute)
                        .replace("{thing}", thing);
        return filled.contains("{part}") ? filled.replace("{part}", match.group("part")) : filled;
    }

    private static boolean isPlural(String attribute) {
        return attribute.endsWith("s") && !attribute.matches(".*(ss|us|is|ness|sales)");
    }
}
