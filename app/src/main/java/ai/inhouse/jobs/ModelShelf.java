package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ElementType;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.ModelImporter;
import ai.inhouse.model.TokenizerFiles;
import ai.inhouse.model.Weights;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.ModelRecord;
import ai.inhouse.store.ModelRecords;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The models of a workspace: `models/<name>/`, each with a record and its lineage.
public final class ModelShelf {
    private static final String WEIGHTS = "model.safetensors";

    /// A name is a folder's, too.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Workspace workspace;
    private final Clock clock;

    public ModelShelf(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /// A model by its registered name, or by a path to a folder or a `.gguf` file. Such a file is
    /// imported the first time, under its own name.
    ///
    /// @throws InhouseException listing the names there are, if it is neither
    public Path find(String nameOrPath) {
        if (NAME.matcher(nameOrPath).matches() && Files.isDirectory(workspace.model(nameOrPath))) {
            return workspace.model(nameOrPath);
        }
        Path path = Path.of(nameOrPath);
        if (Files.isDirectory(path) && !nameOrPath.isEmpty()) {
            return path;
        }
        if (Files.isRegularFile(path) && nameOrPath.endsWith(".gguf")) {
            return imported(path);
        }
        throw InhouseException.badInput(
                "opening a model",
                nameOrPath,
                "there is no model of that name, nor such a folder",
                names().isEmpty()
                        ? "Make one with 'inhouse run', or bring one with 'inhouse models import'."
                        : "Name one of: " + String.join(", ", names()));
    }

    /// Whether [#find] finds it.
    public boolean has(String nameOrPath) {
        return (NAME.matcher(nameOrPath).matches()
                        && Files.isDirectory(workspace.model(nameOrPath)))
                || (!nameOrPath.isEmpty() && Files.exists(Path.of(nameOrPath)));
    }

    private Path imported(Path gguf) {
        String name =
                gguf.getFileName()
                        .toString()
                        .replaceFirst("\\.gguf$", "")
                        .replaceAll("[^A-Za-z0-9._-]+", "-");
        if (!isFrom(name, gguf)) {
            add(gguf, name);
        }
        return workspace.model(name);
    }

    /// Whether the model of that name was imported from just this file.
    private boolean isFrom(String name, Path gguf) {
        try {
            String hash = Hash.of(gguf).hex();
            return Files.isDirectory(workspace.model(name))
                    && ModelFolder.lineage(workspace.model(name))
                            .filter(lineage -> lineage.path("sha256").toString().contains(hash))
                            .isPresent();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "opening a model", gguf, e, "Check that the file is readable.");
        }
    }

    public List<ModelRecord> all() {
        return new ModelRecords(workspace.database()).all();
    }

    private List<String> names() {
        return all().stream().map(ModelRecord::name).toList();
    }

    LoadedModel load(String name) {
        return ModelFolder.load(find(name));
    }

    /// @throws InhouseException if no model can have that name
    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw InhouseException.badInput(
                    "importing a model",
                    "the name '" + name + "'",
                    "a name has letters, digits, dots, dashes and underscores only, begins with a"
                            + " letter or digit, and has 128 characters at most",
                    "Choose another with --name.");
        }
    }

    /// Brings a model from elsewhere, and its tokenizer.
    public void add(Path source, String name) {
        requireName(name);
        ModelImporter.importFrom(source, workspace.model(name));
        record(name, importedFrom(name), "import");
    }

    /// Hashes of the files that an imported model came from.
    private List<String> importedFrom(String name) {
        return ModelFolder.lineage(workspace.model(name)).stream()
                .flatMap(lineage -> lineage.path("sha256").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    /// Saves what a stage made.
    ///
    /// @param sources hashes of what it was made from
    /// @return the hash of the weights
    Hash save(
            String name,
            String stage,
            Weights weights,
            TokenizerFiles tokenizer,
            List<String> sources,
            Map<String, ?> figures) {
        Map<String, Object> lineage = new LinkedHashMap<>();
        lineage.put("stage", stage);
        lineage.put("made_from", sources);
        lineage.putAll(figures);
        ModelFolder.save(workspace.model(name), weights, tokenizer, lineage, ElementType.BF16);
        return record(name, sources, stage);
    }

    private Hash record(String name, List<String> sources, String stage) {
        Hash hash = weightsHash(name);
        List<LineageEdge> edges = new ArrayList<>();
        sources.forEach(source -> edges.add(new LineageEdge(hash.hex(), source, stage)));
        new LineageRecords(workspace.database()).add(edges);
        String lineage =
                ModelFolder.lineage(workspace.model(name)).map(Object::toString).orElse("{}");
        new ModelRecords(workspace.database())
                .put(new ModelRecord(name, "models/" + name, lineage, Instant.now(clock)));
        return hash;
    }

    /// Whether the model's weights are still those with this hash.
    boolean holds(String name, String hash) {
        return Files.exists(workspace.model(name).resolve(WEIGHTS))
                && weightsHash(name).hex().equals(hash);
    }

    /// The hash of a model's weights; empty where they are in no file of ours.
    public Optional<Hash> hash(String name) {
        return Files.exists(workspace.model(name).resolve(WEIGHTS))
                ? Optional.of(weightsHash(name))
                : Optional.empty();
    }

    /// @throws InhouseException if the workspace has no such model, or it is one that only scores
    void requireChat(String name) {
        if (!NAME.matcher(name).matches() || !Files.isDirectory(workspace.model(name))) {
            throw InhouseException.badInput(
                    "deploying a model",
                    name,
                    "the workspace has no model of that name",
                    names().isEmpty()
                            ? "Make one with 'inhouse run', or bring one with 'inhouse models import'."
                            : "Name one of: " + String.join(", ", names()));
        }
        if (ModelFolder.config(workspace.model(name)).scoreHead()) {
            throw InhouseException.badInput(
                    "deploying a model",
                    name,
                    "it is a reward model: it scores answers and writes none",
                    "Name the model that was aligned with it.");
        }
    }

    Hash weightsHash(String name) {
        try {
            return Hash.of(workspace.model(name).resolve(WEIGHTS));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading a model's weights",
                    workspace.model(name),
                    e,
                    "Make the model again, or import it again.");
        }
    }
}
