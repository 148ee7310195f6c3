package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of elements in [ParameterLayout]'s order, seen as the tensors of a decoder: weights,
/// their low-precision copies, or their gradients. Views only; `[out, in]` matrices.
final class DecoderTensors {
    private final Tensor embedding;
    private final Matrix head;
    private final Tensor finalNorm;
    private final Optional<Tensor> score;
    private final List<Block> blocks;

    /// @param views owns the views, not the memory
    DecoderTensors(NativeMemory views, MemorySegment run, ElementType type, ModelConfig config) {
        this(views, run, type, config, ParameterLayout.of(config));
    }

    /// @param layout of the run; it may lack the blocks' matrices
    DecoderTensors(
            NativeMemory views,
            MemorySegment run,
            ElementType type,
            ModelConfig config,
            ParameterLayout layout) {
        Carver carver = new Carver(views, run, type, layout);
        int d = config.hiddenSize();
        int v = config.vocabularySize();
        embedding = carver.at("model.embed_tokens.weight", v, d);
        head =
                config.tiedEmbeddings()
                        ? new Matrix(embedding)
                        : new Matrix(carver.at("lm_head.weight", v, d));
        finalNorm = carver.at("model.norm.weight", d);
        score =
                config.scoreHead()
                        ? Optional.of(carver.at(ParameterLayout.SCORE, 1, d))
                        : Optional.empty();
        blocks = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(block(carver, config, "model.layers." + layer + "."));
        }
    }

    /// `[V, d]`
    Tensor embedding() {
        return embedding;
    }

    /// `[V, d]`: the embedding itself where they are tied.
    Matrix head() {
        return head;
    }

    /// `[d]`
    Tensor finalNorm() {
        return finalNorm;
    }

    /// `[1, d]`, of a model that scores texts.
    Optional<Tensor> score() {
        return score;
    }

    Block block(int layer) {
        return blocks.get(layer);
    }

    /// A weight and the view of it that a forward product needs.
    record Matrix(Tensor weight, Tensor transposed) {
        Matrix(Tensor weight) {
            this(weight, weight.transposed());
        }
    }

    /// @param inputNorm `[d]`
    /// @param qkvBias `[(H + 2 KV) * hd]`, Qwen2
    /// @param headNorm `[hd]` each, Qwen3
    /// @param attentionNorm `[d]`: Hugging Face's `post_attention_layernorm`, Gemma 3's
    ///   `pre_feedforward_layernorm`
    /// @param outputNorms `[d]` each, Gemma 3
    record Block(
            Tensor inputNorm,
            Optional<Tensor> qkvBias,
            Optional<HeadNormWeights> headNorm,
            Tensor attentionNorm,
            Optional<OutputNormWeights> outputNorms,
            Map<Projection, Matrix> projections) {
        Matrix get(Projection projection) {
            Matrix matrix = projections.get(projection);
            if (matrix == null) {
                throw new IllegalStateException("this block has no " + projection);
            }
            return matrix;
        }
    }

    record HeadNormWeights(Tensor query, Tensor key) {}

    record OutputNormWeights(Tensor attention, Tensor feedForward) {}

    private static Block block(Carver carver, ModelConfig c, String prefix) {
        int d = c.hiddenSize();
        Map<Projection, Matrix> projections = new EnumMap<>(Projection.class);
        for (Projection p : Projection.values()) {
            String first = prefix + LoraTarget.of(p).getFirst().module() + ".weight";
            if (carver.layout().has(first)) {
                projections.put(p, new Matrix(carver.at(first, p.outputs(c), p.inputs(c))));
            }
        }
        return new Block(
                carver.at(prefix + "input_layernorm.weight", d),
                c.qkvBias()
                        ? Optional.of(
                                carver.at(
                                        prefix + "self_attn.q_proj.bias",
                                        Projection.QKV.outputs(c)))
                        : Optional.empty(),
                c.qkNorm()
                        ? Optional.of(
                                new HeadNormWeights(
                                        carver.at(prefix + "self_attn.q_norm.weight", c.headSize()),
                                        carver.at(
                                                prefix + "self_attn.k_norm.weight", c.headSize())))
                        : Optional.empty(),
                carver.at(prefix + feedForwardNorm(c), d),
                c.outputNorms()
                        ? Optional.of(
                                new OutputNormWeights(
                                        carver.at(prefix + "post_attention_layernorm.weight", d),
                                        carver.at(prefix + "post_feedforward_layernorm.weight", d)))
                        : Optional.empty(),
                projections);
    }

    private static String feedForwardNorm(ModelConfig c) {
        return c.outputNorms()
                ? "pre_feedforward_layernorm.weight"
                : "post_attention_layernorm.weight";
    }

    private record Carver(
            NativeMemory views, MemorySegment run, ElementType type, ParameterLayout layout) {
        /// A view that starts at a parameter and may span its neighbours.
        Tensor at(String first, long... shape) {
            return views.view(run, type, layout.find(first).offset(), shape);
        }
    }
}
