package ai.inhouse.model;

import ai.inhouse.engine.Bias;
import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RmsNorm;
import ai.inhouse.engine.Rows;
import ai.inhouse.engine.Tensor;
import java.util.function.IntConsumer;

/// Gradients of every weight.
final class FullGradients implements WeightGradients {
    private final ModelConfig config;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor run;
    private final DecoderTensors tensors;

    /// Sums of vectors' gradients, in fp32, before they are rounded once into the run.
    private final Tensor modelWide;

    private final Tensor qkvWide;
    private IntConsumer listener = layer -> {};

    FullGradients(ModelConfig config, ElementType type) {
        this.config = config;
        run = memory.allocate(type, ParameterLayout.of(config).elements());
        tensors = new DecoderTensors(memory, NativeMemory.segment(run), type, config);
        modelWide = memory.allocate(ElementType.FLOAT32, config.hiddenSize());
        qkvWide = memory.allocate(ElementType.FLOAT32, Projection.QKV.outputs(config));
    }

    @Override
    public Tensor run() {
        return run;
    }

    @Override
    public void listen(IntConsumer left) {
        listener = left;
    }

    @Override
    public void left(int layer) {
        listener.accept(layer);
    }

    @Override
    public void projection(
            int layer, Projection projection, Tensor in, Tensor dOut, Tensor dOutTransposed) {
        Matmul.mm(tensors.block(layer).get(projection).weight(), dOutTransposed, in);
    }

    @Override
    public void head(Tensor in, Tensor dLogitsTransposed, boolean first) {
        Tensor gradient = tensors.head().weight();
        if (first) {
            Matmul.mm(gradient, dLogitsTransposed, in);
            tensors.score().ifPresent(Elements::zero);
        } else {
            Matmul.addmm(gradient, dLogitsTransposed, in);
        }
    }

    @Override
    public void score(Tensor sum) {
        Elements.zero(tensors.head().weight());
        Elements.copy(sum, tensors.score().orElseThrow());
    }

    @Override
    public void embedding(Tensor dStream, int[] tokens) {
        if (!config.tiedEmbeddings()) {
            Elements.zero(tensors.embedding());
        }
        Rows.addGradient(dStream, tokens, tensors.embedding(), modelWide);
    }

    @Override
    public void inputNorm(int layer, Norm norm) {
        norm(norm, tensors.block(layer).inputNorm());
    }

    @Override
    public void attentionNorm(int layer, Norm norm) {
        norm(norm, tensors.block(layer).attentionNorm());
    }

    @Override
    public void finalNorm(Norm norm) {
        norm(norm, tensors.finalNorm());
    }

    private void norm(Norm norm, Tensor gradient) {
        RmsNorm.weightGradient(norm.x(), norm.inverse(), norm.dNormed(), modelWide);
        Elements.copy(modelWide, gradient);
    }

    @Override
    public void qkvBias(int layer, Tensor dQkv) {
        Bias.gradient(dQkv, qkvWide);
        Elements.copy(qkvWide, tensors.block(layer).qkvBias().orElseThrow());
    }

    @Override
    public void headNorm(int layer, DecoderTensors.HeadNormWeights sums) {
        DecoderTensors.HeadNormWeights gradient = tensors.block(layer).headNorm().orElseThrow();
        Elements.copy(sums.query(), gradient.query());
        Elements.copy(sums.key(), gradient.key());
    }

    @Override
    public void attentionOutputNorm(int layer, Tensor sum) {
        Elements.copy(sum, tensors.block(layer).outputNorms().orElseThrow().attention());
    }

    @Override
    public void feedForwardOutputNorm(int layer, Tensor sum) {
        Elements.copy(sum, tensors.block(layer).outputNorms().orElseThrow().feedForward());
    }

    @Override
    public void close() {
        memory.close();
    }
}
