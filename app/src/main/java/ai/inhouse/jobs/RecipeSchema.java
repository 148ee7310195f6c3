package ai.inhouse.jobs;

import ai.inhouse.base.Json;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The recipe's JSON Schema: the same file that editors complete from.
public final class RecipeSchema {
    private static final String RESOURCE = "recipe.schema.json";
    private static final int NEAR = 3;

    private final String text;

    public RecipeSchema() {
        try (InputStream in =
                Objects.requireNonNull(
                        RecipeSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The schema itself, for `init` to put beside a recipe.
    public String text() {
        return text;
    }

    /// What is wrong with a recipe, in the order of its lines.
    List<String> check(JsonNode recipe, YamlLines lines) {
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(text, InputFormat.JSON);
        Map<Integer, List<String>> byLine =
                schema.validate(recipe).stream()
                        .collect(
                                Collectors.groupingBy(
                                        e -> lines.of(pointer(e)),
                                        Collectors.mapping(this::sentence, Collectors.toList())));
        List<String> errors = new ArrayList<>();
        byLine.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        e ->
                                e.getValue()
                                        .forEach(s -> errors.add("line " + e.getKey() + ", " + s)));
        return errors;
    }

    private static String pointer(Error error) {
        String at = place(error).isEmpty() ? "" : "/" + place(error);
        return "additionalProperties".equals(error.getKeyword())
                ? at + "/" + error.getProperty()
                : at;
    }

    /// As in `budget/tune`; empty for the recipe itself.
    private static String place(Error error) {
        return error.getInstanceLocation().toString().replaceFirst("^[$/]", "").replace('.', '/');
    }

    private String sentence(Error error) {
        if (!"additionalProperties".equals(error.getKeyword())) {
            String place = place(error);
            return (place.isEmpty() ? "" : place + ": ") + error.getMessage();
        }
        String key = Objects.requireNonNullElse(error.getProperty(), "");
        return nearest(key, known(place(error)))
                .map(near -> "there is no key '%s'; did you mean '%s'?".formatted(key, near))
                .orElse("there is no key '%s'".formatted(key));
    }

    private Collection<String> known(String place) {
        JsonNode schema = Json.tree(text, RESOURCE);
        for (String part : place.isEmpty() ? new String[0] : place.split("/")) {
            schema = schema.path("properties").path(part);
        }
        return schema.path("properties").propertyNames();
    }

    private static java.util.Optional<String> nearest(String key, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(key, name) <= NEAR)
                .min(Comparator.comparingInt(name -> distance(key, name)));
    }

    /// Levenshtein's edit distance.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
