package ai.inhouse.jobs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.inference.AdapterWeights;
import ai.inhouse.inference.BatchingGenerator;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.PeftFolder;
import ai.inhouse.serving.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The adapters that lie beside a served model, as they are at each moment: one that is registered
/// while the model is served can be asked at once, one that is trained anew is read anew, and one
/// that is removed is gone. An adapter is read when it is first asked for; where memory for them
/// runs out, the one that was not asked for longest goes.
public final class ServedAdapters implements Adapters {
    private static final Logger LOG = LoggerFactory.getLogger(ServedAdapters.class);
    private static final String WHAT = "asking an adapter";

    private final AdapterShelf shelf;
    private final String base;
    private final ModelConfig config;
    private final BatchingGenerator generator;
    private final Optional<Set<String>> only;
    private final long mostBytes;
    private final Consumer<AdapterShelf.Entry> check;

    /// The one that was not used for longest first.
    private final Map<String, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Loaded {
        private final AdapterWeights weights;
        private final FileTime version;
        private int users;

        Loaded(AdapterWeights weights, FileTime version) {
            this.weights = weights;
            this.version = version;
        }
    }

    /// @param model that is served
    /// @param base its registered name
    /// @param only the names that are offered; empty for all that lie there
    /// @param mostBytes that adapters in memory may take
    /// @param check throws for an adapter that must not answer; asked at each use
    /// @throws InhouseException if one that is named is not there
    public ServedAdapters(
            AdapterShelf shelf,
            OpenModel model,
            String base,
            Optional<Set<String>> only,
            long mostBytes,
            Consumer<AdapterShelf.Entry> check) {
        this.shelf = shelf;
        this.base = base;
        this.config = ModelFolder.config(model.folder());
        this.generator = model.generator();
        this.only = only;
        this.mostBytes = mostBytes;
        this.check = check;
        for (String name : only.orElse(Set.of())) {
            if (shelf.of(base).stream().noneMatch(entry -> entry.name().equals(name))) {
                throw unknown(name);
            }
        }
    }

    /// Half of what Java may take in all, which is where adapters lie.
    public static long usualBytes() {
        return Runtime.getRuntime().maxMemory() / 2;
    }

    /// A name that the model itself has is asked as `BASE/NAME`, as everywhere.
    @Override
    public List<Offered> offered() {
        return entries().stream().flatMap(entry -> offer(entry).stream()).toList();
    }

    private List<AdapterShelf.Entry> entries() {
        return shelf.of(base).stream()
                .filter(entry -> only.isEmpty() || only.get().contains(entry.name()))
                .toList();
    }

    /// An adapter whose label cannot be read is offered to nobody.
    private static Optional<Offered> offer(AdapterShelf.Entry entry) {
        try {
            return Optional.of(new Offered(entry.name(), entry.label()));
        } catch (InhouseException e) {
            LOG.warn("{} {}", e.getMessage(), e.next());
            return Optional.empty();
        }
    }

    @Override
    public synchronized Optional<Use> use(String name) {
        List<AdapterShelf.Entry> entries = entries();
        loaded.keySet().removeIf(other -> entries.stream().noneMatch(e -> e.name().equals(other)));
        AdapterShelf.Entry entry =
                entries.stream()
                        .filter(e -> e.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(name));
        check.accept(entry);
        FileTime version = version(entry);
        Loaded known = loaded.get(name);
        if (known != null && known.version.equals(version)) {
            return Optional.of(new InUse(known));
        }
        loaded.remove(name);
        return load(entry, version).map(InUse::new);
    }

    private static FileTime version(AdapterShelf.Entry entry) {
        try {
            return Files.getLastModifiedTime(entry.folder().resolve(PeftFolder.TENSORS));
        } catch (IOException e) {
            throw InhouseException.badInput(
                    WHAT, entry.folder(), e, "Train the adapter again, or import it again.");
        }
    }

    private Optional<Loaded> load(AdapterShelf.Entry entry, FileTime version) {
        try (Adapter adapter = PeftFolder.read(entry.folder(), config)) {
            long bytes = AdapterWeights.bytes(adapter);
            if (bytes > mostBytes) {
                throw InhouseException.badInput(
                        WHAT,
                        entry.name(),
                        "it takes %s, and there are %s for adapters"
                                .formatted(Units.bytes(bytes), Units.bytes(mostBytes)),
                        "Serve with a larger --adapter-memory, or train one of a lower rank.");
            }
            if (!makeRoom(bytes)) {
                return Optional.empty();
            }
            Loaded fresh = new Loaded(generator.prepare(adapter), version);
            loaded.put(entry.name(), fresh);
            LOG.info("loaded the adapter {} ({})", entry.name(), Units.bytes(bytes));
            return Optional.of(fresh);
        }
    }

    /// Drops adapters that nobody uses until there is room, the one that was not used for longest
    /// first.
    private boolean makeRoom(long bytes) {
        long left =
                mostBytes - loaded.values().stream().mapToLong(one -> one.weights.bytes()).sum();
        Iterator<Loaded> oldest = loaded.values().iterator();
        while (left < bytes && oldest.hasNext()) {
            Loaded one = oldest.next();
            if (one.users == 0) {
                left += one.weights.bytes();
                oldest.remove();
            }
        }
        return left >= bytes;
    }

    private InhouseException unknown(String name) {
        List<String> names = shelf.of(base).stream().map(AdapterShelf.Entry::name).toList();
        return InhouseException.badInput(
                WHAT,
                name,
                "%s has no adapter of that name".formatted(base),
                names.isEmpty()
                        ? "Tune with 'adapter:' in the recipe, or bring one with 'inhouse models"
                                + " import FOLDER --base %s --name N'.".formatted(base)
                        : "Name one of: " + String.join(", ", names));
    }

    private final class InUse implements Use {
        private final Loaded used;

        InUse(Loaded used) {
            this.used = used;
            used.users++;
        }

        @Override
        public AdapterWeights weights() {
            return used.weights;
        }

        @Override
        public void close() {
            synchronized (ServedAdapters.this) {
                used.users--;
            }
        }
    }
}
