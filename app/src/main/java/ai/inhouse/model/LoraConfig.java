package ai.inhouse.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Low-rank adaptation (Hu et al. 2021): each targeted layer becomes `W + scale * B A`, and only
/// `A[rank, in]` and `B[out, rank]` are trained.
///
/// @param rank width of the bottleneck
/// @param alpha weighs the adapter: its factor is `alpha / rank`, or `alpha / sqrt(rank)` where the
///   rank is stabilized
/// @param targets which layers of each block
/// @param seed of `A`'s first values and of dropout; `B` begins at zero, so that training begins at
///   the base model
/// @param variant what is done beyond that
public record LoraConfig(
        int rank, double alpha, Set<LoraTarget> targets, long seed, Variant variant) {

    /// @param dropout share of an adapter's inputs that are left out in training
    /// @param rankStabilized rsLoRA (Kalajdzievski 2023): a factor that suits high ranks
    /// @param magnitudes DoRA (Liu et al. 2024): the length of each row of the sum is trained too
    public record Variant(double dropout, boolean rankStabilized, boolean magnitudes) {
        public static final Variant PLAIN = new Variant(0, false, false);

        public Variant {
            if (!(dropout >= 0 && dropout < 1)) {
                throw new IllegalArgumentException("a dropout of " + dropout);
            }
        }
    }

    public LoraConfig {
        if (rank < 1 || targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "an adapter of rank %d on %s trains nothing".formatted(rank, targets));
        }
        targets = Set.copyOf(targets);
    }

    public LoraConfig(int rank, double alpha, Set<LoraTarget> targets, long seed) {
        this(rank, alpha, targets, seed, Variant.PLAIN);
    }

    /// On all linear layers, with the customary `alpha = 2 * rank`.
    public static LoraConfig ofRank(int rank, long seed) {
        return new LoraConfig(rank, 2.0 * rank, EnumSet.allOf(LoraTarget.class), seed);
    }

    /// What weighs `B A`.
    public float scale() {
        return (float) (alpha / (variant.rankStabilized() ? Math.sqrt(rank) : rank));
    }

    /// The targets within a projection, in the order of its rows.
    List<LoraTarget> targets(Projection projection) {
        return LoraTarget.of(projection).stream().filter(targets::contains).toList();
    }

    /// Where the adapters lie: for each projection all its `A`s, then all its `B`s, so that the
    /// `A`s that read the same input are one matrix, then the magnitudes. At the end a score head,
    /// where the model has one: it is trained whole. Named as PEFT does.
    ParameterLayout layout(ModelConfig c) {
        List<ParameterLayout.Parameter> parameters = new ArrayList<>();
        for (int layer = 0; layer < c.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                List<LoraTarget> own = targets(projection);
                for (LoraTarget target : own) {
                    add(parameters, name(layer, target, A), rank, projection.inputs(c));
                }
                for (LoraTarget target : own) {
                    add(parameters, name(layer, target, B), target.outputs(c), rank);
                }
                for (LoraTarget target : variant.magnitudes() ? own : List.<LoraTarget>of()) {
                    add(parameters, name(layer, target, MAGNITUDE), target.outputs(c));
                }
            }
        }
        if (c.scoreHead()) {
            add(parameters, ParameterLayout.SCORE, 1, c.hiddenSize());
        }
        return new ParameterLayout(List.copyOf(parameters), end(parameters));
    }

    static final String A = "lora_A.weight";
    static final String B = "lora_B.weight";
    static final String MAGNITUDE = "lora_magnitude_vector";

    private static void add(
            List<ParameterLayout.Parameter> parameters, String name, Integer... shape) {
        long offset = end(parameters);
        parameters.add(new ParameterLayout.Parameter(name, List.of(shape), offset));
    }

    private static long end(List<ParameterLayout.Parameter> parameters) {
        return parameters.isEmpty()
                ? 0
                : parameters.getLast().offset() + parameters.getLast().elements();
    }

    static String name(int layer, LoraTarget target, String part) {
        return "model.layers.%d.%s.%s".formatted(layer, target.module(), part);
    }
}
