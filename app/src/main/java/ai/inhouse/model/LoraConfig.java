package ai.inhouse.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Low-rank adaptation (Hu et al. 2021): each targeted layer becomes `W + alpha/rank * B A`, and
/// only `A[rank, in]` and `B[out, rank]` are trained.
///
/// @param rank width of the bottleneck
/// @param alpha weighs the adapter; `alpha / rank` is its factor
/// @param targets which layers of each block
/// @param seed of `A`'s first values; `B` begins at zero, so that training begins at the base model
public record LoraConfig(int rank, double alpha, Set<LoraTarget> targets, long seed) {
    public LoraConfig {
        if (rank < 1 || targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "an adapter of rank %d on %s trains nothing".formatted(rank, targets));
        }
        targets = Set.copyOf(targets);
    }

    /// On all linear layers, with the customary `alpha = 2 * rank`.
    public static LoraConfig ofRank(int rank, long seed) {
        return new LoraConfig(rank, 2.0 * rank, EnumSet.allOf(LoraTarget.class), seed);
    }

    float scale() {
        return (float) (alpha / rank);
    }

    /// The targets within a projection, in the order of its rows.
    List<LoraTarget> targets(Projection projection) {
        List<LoraTarget> found = new ArrayList<>(EnumSet.copyOf(targets));
        found.removeIf(target -> target.projection() != projection);
        return found;
    }

    /// Where the adapters lie: for each projection all its `A`s, then all its `B`s, so that the
    /// `A`s that read the same input are one matrix. Named as PEFT does.
    ParameterLayout layout(ModelConfig c) {
        List<ParameterLayout.Parameter> parameters = new ArrayList<>();
        long offset = 0;
        for (int layer = 0; layer < c.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                for (LoraTarget target : targets(projection)) {
                    List<Integer> shape = List.of(rank, projection.inputs(c));
                    parameters.add(parameter(layer, target, "lora_A", shape, offset));
                    offset += parameters.getLast().elements();
                }
                for (LoraTarget target : targets(projection)) {
                    List<Integer> shape = List.of(target.outputs(c), rank);
                    parameters.add(parameter(layer, target, "lora_B", shape, offset));
                    offset += parameters.getLast().elements();
                }
            }
        }
        return new ParameterLayout(List.copyOf(parameters), offset);
    }

    private static ParameterLayout.Parameter parameter(
            int layer, LoraTarget target, String factor, List<Integer> shape, long offset) {
        return new ParameterLayout.Parameter(name(layer, target, factor), shape, offset);
    }

    static String name(int layer, LoraTarget target, String factor) {
        return "model.layers.%d.%s.%s.weight".formatted(layer, target.module(), factor);
    }
}
