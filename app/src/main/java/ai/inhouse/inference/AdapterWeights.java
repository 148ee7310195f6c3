package ai.inhouse.inference;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.Adapter;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A low-rank adapter in the layout in which an engine adds it to its base's products, in fp32. It
/// stays as long as anything refers to it, sequences that are being written included, so that it
/// can be let go of at any time.
public final class AdapterWeights {
    private static final LoraTarget[] TARGETS = LoraTarget.values();

    private final String id;
    private final int rank;

    /// By layer.
    private final List<Map<LoraTarget, Optional<LowRank>>> parts;

    private AdapterWeights(String id, int rank, List<Map<LoraTarget, Optional<LowRank>>> parts) {
        this.id = id;
        this.rank = rank;
        this.parts = List.copyOf(parts);
    }

    /// Copies an adapter, which may be closed afterwards.
    ///
    /// @param id by which what was computed with it is told from all else; unique in an engine
    /// @param base of the engine
    /// @throws InhouseException if it does not fit the engine's model, or changes its weights by
    ///   more than a sum
    static AdapterWeights of(Adapter adapter, String id, ModelConfig base) {
        check(adapter, base);
        List<Map<LoraTarget, Optional<LowRank>>> parts = new ArrayList<>();
        for (int layer = 0; layer < base.layers(); layer++) {
            Map<LoraTarget, Optional<LowRank>> own = new EnumMap<>(LoraTarget.class);
            for (LoraTarget target : adapter.lora().targets()) {
                own.put(target, Optional.of(LowRank.of(adapter, layer, target)));
            }
            parts.add(own);
        }
        return new AdapterWeights(id, adapter.lora().rank(), parts);
    }

    /// Bytes that an adapter will take.
    public static long bytes(Adapter adapter) {
        return adapter.layout().elements() * Float.BYTES;
    }

    private static void check(Adapter adapter, ModelConfig base) {
        if (adapter.lora().variant().magnitudes()) {
            throw InhouseException.badInput(
                    "adding an adapter to a model that is served",
                    "an adapter with magnitudes (DoRA)",
                    "it scales the base's own rows, which the other texts of a batch need as they"
                            + " are",
                    "Make a model of both with 'inhouse models merge', and serve that.");
        }
        ModelConfig own = adapter.config();
        boolean fits =
                own.layers() == base.layers()
                        && Arrays.stream(TARGETS)
                                .allMatch(
                                        t ->
                                                t.inputs(own) == t.inputs(base)
                                                        && t.outputs(own) == t.outputs(base));
        if (!fits) {
            throw InhouseException.badInput(
                    "adding an adapter to a model that is served",
                    "an adapter for %d layers of width %d"
                            .formatted(own.layers(), own.hiddenSize()),
                    "the model has %d layers of width %d"
                            .formatted(base.layers(), base.hiddenSize()),
                    "Serve the model that the adapter was trained on.");
        }
    }

    String id() {
        return id;
    }

    int rank() {
        return rank;
    }

    /// What it adds to one layer's target, if anything.
    Optional<LowRank> part(int layer, LoraTarget target) {
        return parts.get(layer).getOrDefault(target, Optional.empty());
    }

    /// Bytes that it takes.
    public long bytes() {
        return parts.stream()
                .flatMap(layer -> layer.values().stream())
                .flatMap(Optional::stream)
                .mapToLong(LowRank::bytes)
                .sum();
    }
}
