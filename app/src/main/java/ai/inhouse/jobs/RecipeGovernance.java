package ai.inhouse.jobs;

import java.nio.file.Path;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What a recipe says of the documents' lives, and of what training may hold of them.
///
/// @param retention how long documents are kept, by source
/// @param canaries sentences planted in what is pretrained on, to measure what is learned by heart
public record RecipeGovernance(List<Retention> retention, int canaries) {
    private static final Pattern KEEP = Pattern.compile("(\\d{1,4}) *([ymwd])");

    public RecipeGovernance {
        retention = List.copyOf(retention);
    }

    /// @param source a file or folder that the recipe names, absolute
    /// @param keep from a document's own date on
    public record Retention(Path source, Period keep) {}

    /// @param path makes a path of the recipe absolute
    static RecipeGovernance of(JsonNode recipe, UnaryOperator<Path> path) {
        List<Retention> retention = new ArrayList<>();
        JsonNode documents = recipe.path("documents");
        for (JsonNode source : documents.isArray() ? documents : List.of(documents)) {
            if (source.has("keep")) {
                retention.add(
                        new Retention(
                                path.apply(Path.of(source.get("path").asString())),
                                period(source.get("keep").asString())));
            }
        }
        return new RecipeGovernance(retention, recipe.path("canaries").asInt(0));
    }

    /// As in `3y`, `18m`, `6w`, `90d`; the schema has seen to its form.
    static Period period(String keep) {
        Matcher matcher = KEEP.matcher(keep);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no period: " + keep);
        }
        int count = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "y" -> Period.ofYears(count);
            case "m" -> Period.ofMonths(count);
            case "w" -> Period.ofWeeks(count);
            default -> Period.ofDays(count);
        };
    }
}
