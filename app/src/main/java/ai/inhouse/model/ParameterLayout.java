package ai.inhouse.model;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where each named parameter lies in one contiguous run of elements. Names are Hugging Face's;
/// neighbours are ordered so that q, k, v form one `[H*hd + 2*KV*hd, d]` matrix, gate and up one
/// `[2f, d]` matrix, and the three biases one vector: the fused matmuls need no copies.
///
/// @param parameters in memory order
/// @param elements total count
public record ParameterLayout(List<Parameter> parameters, long elements) {
    /// `[1, d]`, of a model that scores texts.
    static final String SCORE = "score.weight";

    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.");

    /// @param name as in `model.layers.0.self_attn.q_proj.weight`
    /// @param shape row-major; `[out, in]` for matrices
    /// @param offset index of the first element
    public record Parameter(String name, List<Integer> shape, long offset) {
        public long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        /// Its floats in a run of all parameters.
        MemorySegment in(MemorySegment run) {
            return run.asSlice(offset * Float.BYTES, elements() * Float.BYTES);
        }
    }

    /// Elements `from` to `to` of a run.
    record Range(long from, long to) {
        private Range with(Range other) {
            return new Range(Math.min(from, other.from), Math.max(to, other.to));
        }

        MemorySegment in(MemorySegment run) {
            return run.asSlice(from * Float.BYTES, (to - from) * Float.BYTES);
        }
    }

    /// Each block's elements, which lie together, by layer.
    List<Range> layers() {
        SortedMap<Integer, Range> layers = new TreeMap<>();
        for (Parameter p : parameters) {
            Matcher name = LAYER.matcher(p.name());
            if (name.lookingAt()) {
                Range range = new Range(p.offset(), p.offset() + p.elements());
                layers.merge(Integer.valueOf(name.group(1)), range, Range::with);
            }
        }
        return List.copyOf(layers.values());
    }

    /// All elements but those of ranges that follow one another.
    List<Range> outside(List<Range> ranges) {
        List<Range> outside = new ArrayList<>();
        long at = 0;
        for (Range range : ranges) {
            outside.add(new Range(at, range.from()));
            at = range.to();
        }
        outside.add(new Range(at, elements));
        return outside.stream().filter(range -> range.from() < range.to()).toList();
    }

    /// All but the blocks' matrices.
    static ParameterLayout withoutProjections(ModelConfig config) {
        Builder b = new Builder();
        for (Parameter p : of(config).parameters()) {
            if (p.shape().size() == 1 || !p.name().startsWith("model.layers.")) {
                b.add(p.name(), p.shape().toArray(new Integer[0]));
            }
        }
        return new ParameterLayout(List.copyOf(b.parameters), b.offset);
    }

    public static ParameterLayout of(ModelConfig c) {
        Builder b = new Builder();
        int d = c.hiddenSize();
        b.add("model.embed_tokens.weight", c.vocabularySize(), d);
        for (int layer = 0; layer < c.layers(); layer++) {
            block(b, c, "model.layers." + layer + ".");
        }
        b.add("model.norm.weight", d);
        if (!c.tiedEmbeddings()) {
            b.add("lm_head.weight", c.vocabularySize(), d);
        }
        if (c.scoreHead()) {
            b.add(SCORE, 1, d);
        }
        return new ParameterLayout(List.copyOf(b.parameters), b.offset);
    }

    private static void block(Builder b, ModelConfig c, String prefix) {
        int d = c.hiddenSize();
        b.add(prefix + "input_layernorm.weight", d);
        b.add(prefix + "self_attn.q_proj.weight", c.queryWidth(), d);
        b.add(prefix + "self_attn.k_proj.weight", c.keyValueWidth(), d);
        b.add(prefix + "self_attn.v_proj.weight", c.keyValueWidth(), d);
        if (c.qkvBias()) {
            b.add(prefix + "self_attn.q_proj.bias", c.queryWidth());
            b.add(prefix + "self_attn.k_proj.bias", c.keyValueWidth());
            b.add(prefix + "self_attn.v_proj.bias", c.keyValueWidth());
        }
        if (c.qkNorm()) {
            b.add(prefix + "self_attn.q_norm.weight", c.headSize());
            b.add(prefix + "self_attn.k_norm.weight", c.headSize());
        }
        b.add(prefix + "self_attn.o_proj.weight", d, c.queryWidth());
        b.add(prefix + "post_attention_layernorm.weight", d);
        if (c.outputNorms()) {
            b.add(prefix + "pre_feedforward_layernorm.weight", d);
        }
        b.add(prefix + "mlp.gate_proj.weight", c.intermediateSize(), d);
        b.add(prefix + "mlp.up_proj.weight", c.intermediateSize(), d);
        b.add(prefix + "mlp.down_proj.weight", d, c.intermediateSize());
        if (c.outputNorms()) {
            b.add(prefix + "post_feedforward_layernorm.weight", d);
        }
    }

    boolean has(String name) {
        return parameters.stream().anyMatch(p -> p.name().equals(name));
    }

    /// @throws IllegalArgumentException if there is no such parameter
    public Parameter find(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter named " + name));
    }

    private static final class Builder {
        private final List<Parameter> parameters = new ArrayList<>();
        private long offset;

        void add(String name, Integer... shape) {
            Parameter parameter = new Parameter(name, List.of(shape), offset);
            parameters.add(parameter);
            offset += parameter.elements();
        }
    }
}
