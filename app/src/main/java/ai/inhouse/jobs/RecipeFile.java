package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.YamlNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A recipe's file as it is written, read as YAML.
///
/// @param path absolute
record RecipeFile(Path path, String text, YamlLines lines, ObjectNode tree) {
    private static final String DOING = "reading the recipe";

    static RecipeFile read(Path file) {
        String text = text(file);
        // It says where text stops being YAML, so it reads first.
        YamlLines lines = new YamlLines(YamlNode.parse(text, file));
        return new RecipeFile(file.toAbsolutePath().normalize(), text, lines, tree(file, text));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw InhouseException.badInput(
                    DOING, file, "it is not UTF-8 text", "Save it as UTF-8.");
        } catch (IOException e) {
            throw InhouseException.badInput(
                    DOING, file, e, "Name a recipe, or make one with 'inhouse init'.");
        }
    }

    private static ObjectNode tree(Path file, String text) {
        if (new YAMLMapper().readTree(text) instanceof ObjectNode object) {
            return object;
        }
        throw InhouseException.badInput(
                DOING, file, "it holds no keys", "Start with 'name: …' and 'documents: …'.");
    }

    /// @throws InhouseException with all that its schema does not allow
    void requireForm() {
        failIfAny(new RecipeSchema().check(tree, lines));
    }

    /// @param errors each with its line
    void failIfAny(List<String> errors) {
        if (!errors.isEmpty()) {
            throw InhouseException.badInput(
                    DOING,
                    path,
                    errors.size() == 1 ? errors.getFirst() : String.join("\n  ", list(errors)),
                    "Correct "
                            + (errors.size() == 1 ? "it" : "them")
                            + "; docs/recipe.md says what each key means.");
        }
    }

    private static List<String> list(List<String> errors) {
        List<String> all = new ArrayList<>();
        all.add(errors.size() + " things are wrong:");
        all.addAll(errors);
        return all;
    }
}
