package ai.inhouse.model;

import ai.inhouse.engine.Bias;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.HeadNorm;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.RmsNorm;
import ai.inhouse.engine.Rows;
import ai.inhouse.engine.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The forward and backward pass of a decoder over one worker's rows, on that worker's thread.
///
/// Shapes: `n` positions, `d` the stream, `W = (H + 2 KV) * hd`, `f` the gated unit. The stream is
/// fp32; each half-block's output waits in `added` and joins the stream inside the next norm.
final class DecoderPass implements AutoCloseable {
    private final ModelConfig config;
    private final DecoderWeights weights;
    private final Products products;
    private final NativeMemory memory = new NativeMemory();
    private final LanguageHead head;
    private final HeadNorm.Layout heads;
    private final OutputNorm outputNorm;
    private final Gate gate;
    private @Nullable Activations current;
    private @Nullable BlockRows input;
    private @Nullable Team team;
    private boolean training;

    DecoderPass(ModelConfig config, DecoderWeights weights, Products products) {
        this.config = config;
        this.weights = weights;
        this.products = products;
        this.head = new LanguageHead(weights.products().head(), config);
        this.heads = new HeadNorm.Layout(config.heads(), config.keyValueHeads(), config.headSize());
        this.outputNorm = new OutputNorm(config);
        this.gate = config.geluGate() ? Gate.GELU : Gate.SILU;
    }

    /// A pass over whole sequences.
    void forward(BlockRows rows, Activations.Kept kept) {
        forward(rows, kept, new Team(List.of(rows.pieces()), List.of(this)));
    }

    /// @param kept for a backward pass that will follow
    /// @param team whose members make the same pass over the other parts of these sequences
    void forward(BlockRows rows, Activations.Kept kept, Team team) {
        Activations a = activations(rows, kept);
        input = rows;
        this.team = team;
        training = kept != Activations.Kept.NOTHING;
        int[] tokens = rows.tokens();
        Rows.gather(weights.exact().embedding(), tokens, 0, tokens.length, a.embedded());
        scaleEmbedded(a.embedded());
        Elements.zero(a.added());
        Tensor stream = a.embedded();
        for (int layer = 0; layer < config.layers(); layer++) {
            Activations.Block block = a.blocks().get(layer);
            forward(layer, stream, a, block);
            stream = block.middle().stream();
        }
        norm(stream, a.added(), weights.exact().finalNorm(), a.last());
    }

    private void forward(int layer, Tensor stream, Activations a, Activations.Block kept) {
        DecoderTensors.Block exact = weights.exact().block(layer);
        Tensor qkv = a.qkv().rows();

        norm(stream, a.added(), exact.inputNorm(), kept.input()); // [n, d]
        products.forward(layer, Projection.QKV, kept.input().rows(), qkv, training); // [n, W]
        exact.qkvBias().ifPresent(bias -> Bias.add(qkv, bias));
        exact.headNorm().ifPresent(norms -> normHeads(norms, qkv, kept));
        a.attention().forward(layer, input(), team(), qkv, kept.attention()); // [n, H hd]
        products.forward(layer, Projection.OUT, kept.merged(), a.added(), training); // [n, d]
        outputNorm.ofAttention(exact, kept, a.added());

        norm(kept.input().stream(), a.added(), exact.attentionNorm(), kept.middle()); // [n, d]
        Tensor gateUp = kept.gateUp().rows();
        products.forward(layer, Projection.GATE_UP, kept.middle().rows(), gateUp, training);
        gate.forward(gateUp, a.activation()); // [n, 2f] -> [n, f]
        products.forward(layer, Projection.DOWN, a.activation(), a.added(), training); // [n, d]
        outputNorm.ofFeedForward(exact, kept, a.added());
    }

    private void scaleEmbedded(Tensor rows) {
        if (config.embeddingScale() != 1) {
            Elements.scale(rows, (float) config.embeddingScale());
        }
    }

    /// log p(target) at the selected positions of the last forward pass.
    float[] logProbabilities(Selection selection) {
        return head.logProbabilities(activations().last().rows(), selection);
    }

    /// The logits of the first selected positions of the last forward pass, as many as the head
    /// holds at a time.
    Tensor logits(Selection selection) {
        return head.logits(activations().last().rows(), selection, 0, selection.count());
    }

    /// The gradients of `sum_i weights[i] * -log p(target_i)` over the selected positions of the
    /// last forward pass, which this uses up.
    ///
    /// @return that sum
    double backward(Selection selection, WeightGradients gradients) {
        Activations a = forwarded(gradients);
        double loss = head.backward(a.last().rows(), selection, a.gradients().normed(), gradients);
        backward(a, gradients);
        return loss;
    }

    /// `KL(reference || this)` in nats at the selected positions of the last forward pass.
    ///
    /// @param reference whose last forward pass was over the same rows
    float[] divergences(Selection selection, DecoderPass reference) {
        return head.divergences(
                activations().last().rows(),
                selection,
                reference.head,
                reference.activations().last().rows());
    }

    /// The gradients of `sum_i weights[i] * KL_i` over the selected positions of the last forward
    /// pass, which this uses up.
    void backwardDivergences(
            Selection selection, DecoderPass reference, WeightGradients gradients) {
        Activations a = forwarded(gradients);
        head.backwardDivergences(
                a.last().rows(),
                selection,
                reference.head,
                reference.activations().last().rows(),
                a.gradients().normed(),
                gradients);
        backward(a, gradients);
    }

    /// What the score head makes of the selected positions of the last forward pass.
    ///
    /// @param head `[1, d]` fp32
    float[] scores(Selection selection, Tensor head) {
        return ScoreHead.scores(activations().last().rows(), selection, head);
    }

    /// The gradients of `sum_i weights[i] * score_i` over the selected positions of the last
    /// forward pass, which this uses up.
    void backwardScores(Selection selection, Tensor head, WeightGradients gradients) {
        Activations a = forwarded(gradients);
        ScoreHead.backward(a.last().rows(), selection, head, a.gradients().normed(), gradients);
        backward(a, gradients);
    }

    private Activations forwarded(WeightGradients gradients) {
        Activations a = activations();
        if (a.kept() == Activations.Kept.NOTHING) {
            throw new IllegalStateException("a backward pass without its forward pass");
        }
        gradients.begin(a.positions());
        return a;
    }

    /// From the gradient of the last norm's output, which the head has left, to the embedding's.
    private void backward(Activations a, WeightGradients gradients) {
        Activations.Gradients g = a.gradients();
        Elements.zero(g.stream());
        gradients.finalNorm(normBack(weights.exact().finalNorm(), a.last(), g));
        for (int layer = config.layers() - 1; layer >= 0; layer--) {
            if (a.kept() == Activations.Kept.STREAM && layer < config.layers() - 1) {
                again(layer, a);
            }
            backward(layer, a, a.blocks().get(layer), gradients);
        }
        scaleEmbedded(g.stream());
        gradients.embedding(g.stream(), input().tokens());
    }

    /// A layer's forward pass from the stream that it kept, to the same bits.
    private void again(int layer, Activations a) {
        Activations.Block kept = a.blocks().get(layer);
        Elements.zero(a.added());
        forward(layer, kept.input().stream(), a, kept);
    }

    private void backward(
            int layer, Activations a, Activations.Block kept, WeightGradients gradients) {
        DecoderTensors.Block exact = weights.exact().block(layer);
        Activations.Gradients g = a.gradients();
        Tensor dAdded = g.copy().rows(); // [n, d]
        Tensor dAddedT = g.copy().transposed();
        Tensor dGateUp = kept.gateUp().rows();
        Tensor dQkv = a.qkv().rows();

        outputNorm
                .ofFeedForwardBack(exact, kept, g)
                .ifPresent(sum -> gradients.feedForwardOutputNorm(layer, sum));
        products.backward(layer, Projection.DOWN, dAdded, g.activation()); // [n, f]
        gate.backward(dGateUp, g, a.activation()); // [n, 2f] in place
        gradients.projection(layer, Projection.DOWN, a.activation(), dAdded, dAddedT);
        products.backward(layer, Projection.GATE_UP, dGateUp, g.normed()); // [n, d]
        gradients.projection(
                layer,
                Projection.GATE_UP,
                kept.middle().rows(),
                dGateUp,
                kept.gateUp().transposed());
        gradients.attentionNorm(layer, normBack(exact.attentionNorm(), kept.middle(), g));

        outputNorm
                .ofAttentionBack(exact, kept, g)
                .ifPresent(sum -> gradients.attentionOutputNorm(layer, sum));
        products.backward(layer, Projection.OUT, dAdded, g.merged()); // [n, H hd]
        gradients.projection(layer, Projection.OUT, kept.merged(), dAdded, dAddedT);
        a.attention().backward(layer, input(), team(), kept.attention(), dQkv); // [n, W]
        exact.headNorm().ifPresent(norms -> normHeadsBack(layer, norms, kept, dQkv, g, gradients));
        exact.qkvBias().ifPresent(bias -> gradients.qkvBias(layer, dQkv));
        products.backward(layer, Projection.QKV, dQkv, g.normed()); // [n, d]
        gradients.projection(
                layer, Projection.QKV, kept.input().rows(), dQkv, a.qkv().transposed());
        gradients.inputNorm(layer, normBack(exact.inputNorm(), kept.input(), g));
        gradients.left(layer);
    }

    private void norm(Tensor stream, Tensor added, Tensor weight, Activations.Normed out) {
        double epsilon = config.normEpsilon();
        RmsNorm.forward(stream, added, weight, epsilon, out.stream(), out.rows(), out.inverse());
    }

    /// Leaves the stream's gradient in `g.stream()` and its copy in `g.copy()`.
    private static WeightGradients.Norm normBack(
            Tensor weight, Activations.Normed kept, Activations.Gradients g) {
        RmsNorm.backward(
                kept.stream(), weight, kept.inverse(), g.normed(), g.stream(), g.copy().rows());
        return new WeightGradients.Norm(kept.stream(), kept.inverse(), g.normed());
    }

    private void normHeads(
            DecoderTensors.HeadNormWeights norms, Tensor qkv, Activations.Block kept) {
        Activations.HeadNormInput input = kept.headNorm().orElseThrow();
        Elements.copy(qkv, input.qkv());
        HeadNorm.forward(
                input.qkv(),
                heads,
                norms.query(),
                norms.key(),
                config.normEpsilon(),
                qkv,
                input.inverse());
    }

    private void normHeadsBack(
            int layer,
            DecoderTensors.HeadNormWeights norms,
            Activations.Block kept,
            Tensor dQkv,
            Activations.Gradients g,
            WeightGradients gradients) {
        Activations.HeadNormInput input = kept.headNorm().orElseThrow();
        HeadNorm.backward(
                input.qkv(),
                heads,
                norms.query(),
                norms.key(),
                input.inverse(),
                dQkv,
                g.headNorm().query(),
                g.headNorm().key());
        gradients.headNorm(layer, g.headNorm());
    }

    /// What a layer of the current pass keeps for attention.
    AttentionActivations kept(int layer) {
        return activations().blocks().get(layer).attention();
    }

    /// What this worker found for the keys of a block that another member of its team has.
    Optional<KeyGradients> foreign(Partition.Piece piece) {
        return activations().attention().foreign(piece);
    }

    private Activations activations(BlockRows rows, Activations.Kept kept) {
        Activations a = current;
        if (a == null || !rows.fits(input()) || !a.keeps(kept)) {
            current = null;
            memory.reset();
            a = Activations.allocate(memory, config, weights.type(), rows, kept, this);
            head.reset(memory, weights.type());
            current = a;
        }
        return a;
    }

    private Activations activations() {
        return before(current);
    }

    private BlockRows input() {
        return before(input);
    }

    private Team team() {
        return before(team);
    }

    private static <T> T before(@Nullable T fromForward) {
        if (fromForward == null) {
            throw new IllegalStateException("no forward pass came before");
        }
        return fromForward;
    }

    @Override
    public void close() {
        memory.close();
    }
}
