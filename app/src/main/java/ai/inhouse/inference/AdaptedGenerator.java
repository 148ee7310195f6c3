package ai.inhouse.inference;

import ai.inhouse.model.Adapter;
import ai.inhouse.model.Weights;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// An engine as it is asked with an adapter.
final class AdaptedGenerator implements BatchingGenerator {
    private final DecoderGenerator engine;
    private final Optional<AdapterWeights> adapter;

    AdaptedGenerator(DecoderGenerator engine, AdapterWeights adapter) {
        this.engine = engine;
        this.adapter = Optional.of(adapter);
    }

    @Override
    public Batch newBatch() {
        return engine.newBatch(adapter);
    }

    @Override
    public float[] embed(int[] ids) {
        return engine.embed(ids, adapter);
    }

    @Override
    public void draftBy(Weights draft, WeightFormat format) {
        engine.draftBy(draft, format);
    }

    @Override
    public AdapterWeights prepare(Adapter other) {
        return engine.prepare(other);
    }

    @Override
    public BatchingGenerator with(AdapterWeights other) {
        return engine.with(other);
    }

    @Override
    public long keyValueTokens() {
        return engine.keyValueTokens();
    }

    @Override
    public long keyValueTokensUsed() {
        return engine.keyValueTokensUsed();
    }

    @Override
    public List<Completion> generate(List<int[]> prompts, Sampling sampling) {
        return engine.run(prompts, sampling, id -> true, i -> adapter);
    }

    @Override
    public Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken) {
        return engine.run(List.of(prompt), sampling, onToken, i -> adapter).getFirst();
    }

    @Override
    public float[] score(int[] ids) {
        return scoreAll(List.of(ids)).getFirst();
    }

    @Override
    public List<float[]> scoreAll(List<int[]> sequences) {
        return engine.scoreAll(sequences, adapter);
    }

    @Override
    public void close() {
        engine.close();
    }
}
