package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.Gate;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.jobs.Recipe.Budgets;
import ai.inhouse.jobs.Recipe.Data;
import ai.inhouse.jobs.Recipe.LowRank;
import ai.inhouse.jobs.Recipe.Start;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `inhouse.yaml`: all its errors at once, each with its line.
public final class RecipeReader {
    private static final Pattern GIVEN =
            Pattern.compile("# given on the command line: (\\w+): (.*)\\R?");

    private final RecipeFile file;
    private final ObjectNode tree;
    private final List<String> errors = new ArrayList<>();

    private RecipeReader(RecipeFile file) {
        this.file = file;
        this.tree = file.tree();
    }

    /// The workspace's own recipe, if there is one.
    ///
    /// @throws InhouseException listing everything that is wrong with it
    public static Optional<Recipe> own(Workspace workspace) {
        return Files.exists(workspace.recipe())
                ? Optional.of(read(workspace.recipe(), Map.of()))
                : Optional.empty();
    }

    /// @param overrides values given on the command line, by key; they win over the file's
    /// @throws InhouseException listing everything that is wrong
    public static Recipe read(Path file, Map<String, String> overrides) {
        RecipeFile written = RecipeFile.read(file);
        overrides.forEach(written.tree()::put);
        return new RecipeReader(written).recipe(written.text() + given(overrides));
    }

    /// So that a run's recipe tells what the run did, and other values make another run.
    private static String given(Map<String, String> overrides) {
        StringBuilder given = new StringBuilder();
        overrides.forEach(
                (key, value) ->
                        given.append(
                                "# given on the command line: %s: %s%n".formatted(key, value)));
        return given.toString();
    }

    /// Reads a recipe again as a run had it: with what was given on the command line then.
    ///
    /// @param run text of its `recipe.yaml`
    public static Recipe read(Path file, String run) {
        Map<String, String> overrides = new LinkedHashMap<>();
        String text = RecipeFile.text(file);
        if (run.startsWith(text)) {
            GIVEN.matcher(run.substring(text.length()))
                    .results()
                    .forEach(line -> overrides.put(line.group(1), line.group(2)));
        }
        return read(file, overrides);
    }

    private Recipe recipe(String kept) {
        file.requireForm();
        Recipe recipe =
                new Recipe(
                        file.path(),
                        kept,
                        tree.get("name").asString(),
                        paths("documents"),
                        AccessLabel.parse(string("label").orElse("internal")),
                        number("held_out", 0.1),
                        RecipePii.of(tree.path("pii"), this::error),
                        RecipeGovernance.of(tree, this::absolute),
                        start(),
                        length(),
                        new Budgets(
                                budget("pretrain"),
                                budget("tune"),
                                budget("reward"),
                                budget("align")),
                        adapter(),
                        RecipeOptimization.of(tree),
                        tree.path("ablation").asBoolean(false),
                        number("replay", tree.has("base") ? 0.25 : 0),
                        number("forgetting", 0.02),
                        data(),
                        string("system_prompt"),
                        gates(),
                        new AlignmentReader(tree, this::error, this::existing).read(),
                        RecipeReview.of(tree.path("review")),
                        RecipeOperation.of(tree, this::error),
                        (long) number("seed", 1),
                        (int) number("workers", 0));
        file.failIfAny(errors);
        return recipe;
    }

    private Start start() {
        Optional<String> base = string("base");
        if (base.isPresent()) {
            if (tree.has("depth") || tree.has("vocabulary_size")) {
                error("depth", "a recipe has a base or a depth, not both");
            }
            return new Start.Base(existing("base", base.get()));
        }
        return new Start.Scratch((int) number("depth", 4), (int) number("vocabulary_size", 4096));
    }

    private List<Gate> gates() {
        List<Gate> gates = new ArrayList<>();
        JsonNode written = tree.path("gates");
        for (int i = 0; i < written.size(); i++) {
            try {
                gates.add(Gate.parse(written.get(i).asString()));
            } catch (InhouseException e) {
                error("gates/" + i, String.valueOf(e.getMessage()));
            }
        }
        return gates;
    }

    private Optional<RecipeBudget> budget(String stage) {
        JsonNode value = tree.path("budget").path(stage);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        RecipeBudget budget = RecipeBudget.parse(value.asString());
        if (budget.isNothing()) {
            error(
                    "budget/" + stage,
                    tree.has("base") || !stage.equals("pretrain")
                            ? "nothing can be learned with it; leave it out to leave the stage out"
                            : "a model from scratch must be pretrained before it can do anything;"
                                    + " without a budget it is trained as long as its depth needs");
        }
        return Optional.of(budget);
    }

    private OptionalInt length() {
        return tree.has("length")
                ? OptionalInt.of(tree.get("length").asInt())
                : OptionalInt.empty();
    }

    private Optional<LowRank> adapter() {
        JsonNode adapter = tree.path("adapter");
        if (adapter.isMissingNode()) {
            return Optional.empty();
        }
        int rank = adapter.path("rank").asInt(16);
        return Optional.of(
                new LowRank(
                        rank,
                        adapter.path("alpha").asDouble(2 * rank),
                        new LoraConfig.Variant(
                                adapter.path("dropout").asDouble(0),
                                adapter.path("rslora").asBoolean(false),
                                adapter.path("dora").asBoolean(false)),
                        targets(adapter.path("targets")),
                        adapter.path("quantize").asString("none").equals("nf4")));
    }

    private static Set<LoraTarget> targets(JsonNode names) {
        Set<LoraTarget> targets = EnumSet.noneOf(LoraTarget.class);
        for (JsonNode name : names) {
            LoraTarget.named(name.asString("")).ifPresent(targets::add);
        }
        // In the order of the enum: a recipe's text is part of what a run's cache goes by.
        return targets.isEmpty() ? EnumSet.allOf(LoraTarget.class) : targets;
    }

    private Data data() {
        return new Data(
                paths("conversations"),
                path("questions"),
                paths("preferences"),
                path("policies"),
                path("general_text"));
    }

    private Optional<String> string(String key) {
        return tree.has(key) ? Optional.of(tree.get(key).asString()) : Optional.empty();
    }

    private double number(String key, double otherwise) {
        return tree.path(key).asDouble(otherwise);
    }

    private Optional<Path> path(String key) {
        return string(key).map(value -> existing(key, value));
    }

    private List<Path> paths(String key) {
        JsonNode value = tree.path(key);
        if (value.isArray()) {
            List<Path> paths = new ArrayList<>();
            for (int i = 0; i < value.size(); i++) {
                paths.add(existing(key + "/" + i, location(value.get(i))));
            }
            return paths;
        }
        return value.isMissingNode() ? List.of() : List.of(existing(key, location(value)));
    }

    /// A source may say more than where it is.
    private static String location(JsonNode source) {
        return source.isObject() ? source.path("path").asString() : source.asString();
    }

    private Path existing(String key, String value) {
        Path path = absolute(Path.of(value));
        if (!Files.exists(path)) {
            error(key, "there is no file or folder '%s' (looked for %s)".formatted(value, path));
        }
        return path;
    }

    private Path absolute(Path path) {
        Path folder = file.path().getParent();
        return (folder == null ? path : folder.resolve(path)).normalize();
    }

    private void error(String key, String message) {
        errors.add("line %d, %s: %s".formatted(file.lines().of("/" + key), key, message));
    }
}
