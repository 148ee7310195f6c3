package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.PeftFolder;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The adapters of a workspace: `models/<base>/adapters/<name>/` in PEFT's layout, beside the model
/// that they change. When that is made anew they go with it, as they no longer fit.
public final class AdapterShelf {
    private static final String WHAT = "opening an adapter";
    private static final String LABEL = "label";

    private final Workspace workspace;
    private final ModelShelf models;

    public AdapterShelf(Workspace workspace, ModelShelf models) {
        this.workspace = workspace;
        this.models = models;
    }

    /// @param base the model that it belongs to, registered
    public record Entry(String base, String name, Path folder) {
        /// Who may ask it: what it was trained on, or was said when it was brought.
        ///
        /// @throws InhouseException if its label is none
        public AccessLabel label() {
            String text =
                    PeftFolder.lineage(folder)
                            .map(lineage -> lineage.path(LABEL).asString(""))
                            .filter(label -> !label.isEmpty())
                            .orElse(AccessLabel.INTERNAL.toString());
            try {
                return AccessLabel.parse(text);
            } catch (IllegalArgumentException e) {
                throw InhouseException.badInput(
                        WHAT,
                        folder,
                        "its access label is '%s'".formatted(text),
                        "Import it again with --label, as in restricted:finance.");
            }
        }
    }

    public List<Entry> all() {
        return models.all().stream().flatMap(model -> of(model.name()).stream()).toList();
    }

    /// The adapters of one model, by name.
    public List<Entry> of(String base) {
        Path adapters = folder(base);
        if (!Files.isDirectory(adapters)) {
            return List.of();
        }
        try (var folders = Files.list(adapters)) {
            return folders.filter(PeftFolder::isOne)
                    .sorted()
                    .map(f -> new Entry(base, f.getFileName().toString(), f))
                    .toList();
        } catch (IOException e) {
            throw InhouseException.internal(WHAT, adapters, e, "Check the rights of that folder.");
        }
    }

    /// Those that a name fits: an adapter's, or `BASE/NAME` where several bases have one of it.
    public List<Entry> matching(String name) {
        return all().stream()
                .filter(e -> name.equals(e.name()) || name.equals(e.base() + "/" + e.name()))
                .toList();
    }

    /// @param name as in [#matching]
    /// @throws InhouseException listing those that there are, if it is not just one of them
    public Entry find(String name) {
        List<Entry> all = all();
        List<Entry> found = matching(name);
        if (found.size() != 1) {
            String known =
                    String.join(", ", all.stream().map(e -> e.base() + "/" + e.name()).toList());
            throw InhouseException.badInput(
                    WHAT,
                    name,
                    found.isEmpty()
                            ? "there is no adapter of that name"
                            : "several models have an adapter of that name",
                    all.isEmpty()
                            ? "Tune with 'adapter:' in the recipe, or bring one with 'inhouse"
                                    + " models import FOLDER --base NAME --name N'."
                            : "Name one of: " + known);
        }
        return found.getFirst();
    }

    /// @param label of what it was trained on
    /// @param sources hashes of what it learned from
    void save(String base, String name, Adapter adapter, AccessLabel label, List<String> sources) {
        Path folder = folder(base).resolve(name);
        PeftFolder.write(folder, adapter, base, Map.of(LABEL, label.toString()));
        String made = hash(new Entry(base, name, folder)).hex();
        new LineageRecords(workspace.database())
                .add(sources.stream().map(s -> new LineageEdge(made, s, "adapter")).toList());
    }

    /// Brings a PEFT folder from elsewhere, once it is found to fit.
    ///
    /// @param base a registered model
    /// @param label who may ask it
    public Entry add(Path source, String base, String name, AccessLabel label) {
        ModelShelf.requireName(name);
        Path model = models.find(base);
        if (!model.equals(workspace.model(base))) {
            throw InhouseException.badInput(
                    "importing an adapter",
                    base,
                    "an adapter is kept beside a model of the workspace, and this is none",
                    "Import the model first, and name it with --base.");
        }
        try (Adapter adapter = PeftFolder.read(source, ModelFolder.config(model))) {
            save(base, name, adapter, label, List.of(models.weightsHash(base).hex()));
        }
        return new Entry(base, name, folder(base).resolve(name));
    }

    /// Makes a model of its own from an adapter and its base.
    ///
    /// @return the hash of its weights
    public Hash merge(Entry entry, String name) {
        ModelShelf.requireName(name);
        try (LoadedModel base = models.load(entry.base());
                Adapter adapter = read(entry, base.config())) {
            adapter.mergeInto(base.weights());
            List<String> sources =
                    List.of(models.weightsHash(entry.base()).hex(), hash(entry).hex());
            return models.save(
                    name,
                    "merge",
                    base.weights(),
                    base.tokenizerFiles(),
                    sources,
                    Map.of("base", entry.base(), "adapter", entry.name()));
        }
    }

    private static Adapter read(Entry entry, ModelConfig config) {
        return PeftFolder.read(entry.folder(), config);
    }

    /// The hash of an adapter's tensors.
    public static Hash hash(Entry entry) {
        try {
            return Hash.of(entry.folder().resolve(PeftFolder.TENSORS));
        } catch (IOException e) {
            throw InhouseException.badInput(
                    WHAT, entry.folder(), e, "Train the adapter again, or import it again.");
        }
    }

    private Path folder(String base) {
        return workspace.model(base).resolve("adapters");
    }
}
