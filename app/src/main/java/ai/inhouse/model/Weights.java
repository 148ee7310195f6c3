package ai.inhouse.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A model's fp32 weights in one block of native memory, laid out by [ParameterLayout]. They are
/// the master copy: training updates them, files and the inference engine are made from them.
public final class Weights implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final double INITIAL_DEVIATION = 0.02;

    private final ModelConfig config;
    private final ParameterLayout layout;
    private final Arena arena;
    private final MemorySegment memory;

    private Weights(ModelConfig config) {
        this.config = config;
        this.layout = ParameterLayout.of(config);
        this.arena = Arena.ofShared();
        this.memory = arena.allocate(layout.elements() * Float.BYTES, ALIGNMENT);
    }

    /// All zero, to be filled by a reader.
    public static Weights zeros(ModelConfig config) {
        return new Weights(config);
    }

    /// Fresh weights: norms one, biases zero, matrices normal with deviation 0.02, and those that
    /// write into the residual stream less by `sqrt(2 * layers)` (GPT-2, section 2.3).
    public static Weights random(ModelConfig config, long seed) {
        Weights weights = new Weights(config);
        Random random = new Random(seed);
        for (ParameterLayout.Parameter p : weights.layout.parameters()) {
            weights.initialize(p, random);
        }
        return weights;
    }

    private void initialize(ParameterLayout.Parameter p, Random random) {
        MemorySegment target = segment(p);
        long elements = p.elements();
        if (p.shape().size() == 1) {
            float value = p.name().endsWith(".bias") ? 0f : 1f;
            for (long i = 0; i < elements; i++) {
                target.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
            return;
        }
        boolean residual =
                p.name().endsWith("o_proj.weight") || p.name().endsWith("down_proj.weight");
        double deviation =
                residual ? INITIAL_DEVIATION / Math.sqrt(2.0 * config.layers()) : INITIAL_DEVIATION;
        for (long i = 0; i < elements; i++) {
            target.setAtIndex(
                    ValueLayout.JAVA_FLOAT, i, (float) (random.nextGaussian() * deviation));
        }
    }

    /// A copy that scores texts: the same network under a fresh score head.
    ///
    /// @param seed of the head
    public Weights scored(long seed) {
        Weights scored = new Weights(config.scored());
        Random random = new Random(seed);
        for (ParameterLayout.Parameter p : scored.layout.parameters()) {
            if (layout.has(p.name())) {
                scored.segment(p).copyFrom(segment(layout.find(p.name())));
            } else {
                scored.initialize(p, random);
            }
        }
        return scored;
    }

    /// As [#scored], with a head that gives every text 0 as yet.
    public Weights valued() {
        Weights valued = scored(0);
        valued.segment(valued.layout.find(ParameterLayout.SCORE)).fill((byte) 0);
        return valued;
    }

    public Weights copy() {
        Weights copy = new Weights(config);
        copy.memory.copyFrom(memory);
        return copy;
    }

    public ModelConfig config() {
        return config;
    }

    public ParameterLayout layout() {
        return layout;
    }

    /// All parameters: `layout().elements()` floats.
    public MemorySegment memory() {
        return memory;
    }

    /// One parameter's floats.
    public MemorySegment segment(ParameterLayout.Parameter parameter) {
        return parameter.in(memory);
    }

    /// The same to a reader of files; closing it closes nothing.
    public TensorSource source() {
        return new Source(this);
    }

    private record Source(Weights weights) implements TensorSource {
        @Override
        public Map<String, List<Integer>> shapes() {
            Map<String, List<Integer>> shapes = new LinkedHashMap<>();
            weights.layout.parameters().forEach(p -> shapes.put(p.name(), p.shape()));
            return shapes;
        }

        @Override
        public void copyTo(String name, MemorySegment target) {
            target.copyFrom(weights.segment(weights.layout.find(name)));
        }

        @Override
        public void close() {
            // The weights are their owner's.
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
