package ai.inhouse.model;

import ai.inhouse.engine.AdamW;
import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.List;

/// AdamW over some parameters, with moments for these alone. Neighbours are updated as one span.
final class AdamWUpdate {
    private final List<Span> spans = new ArrayList<>();

    /// @param offset of its first element in the run of all parameters
    /// @param first `[n]` fp32
    /// @param second `[n]` fp32
    private record Span(
            List<ParameterLayout.Parameter> parameters,
            long offset,
            long elements,
            Tensor first,
            Tensor second,
            AdamW adam) {}

    /// @param moved in the order of the run
    AdamWUpdate(
            TrainedParameters parameters,
            List<ParameterLayout.Parameter> moved,
            NativeMemory memory) {
        List<ParameterLayout.Parameter> neighbours = new ArrayList<>();
        for (ParameterLayout.Parameter p : moved) {
            if (!neighbours.isEmpty() && end(neighbours.getLast()) != p.offset()) {
                spans.add(span(parameters, neighbours, memory));
                neighbours.clear();
            }
            neighbours.add(p);
        }
        if (!neighbours.isEmpty()) {
            spans.add(span(parameters, neighbours, memory));
        }
    }

    private static long end(ParameterLayout.Parameter p) {
        return p.offset() + p.elements();
    }

    private static Span span(
            TrainedParameters all, List<ParameterLayout.Parameter> part, NativeMemory memory) {
        long offset = part.getFirst().offset();
        long n = end(part.getLast()) - offset;
        Tensor first = memory.allocate(ElementType.FLOAT32, n);
        Tensor second = memory.allocate(ElementType.FLOAT32, n);
        AdamW adam =
                new AdamW(
                        Optimizer.part(memory, all.masters(), offset, n),
                        Optimizer.part(memory, all.copy(), offset, n),
                        first,
                        second);
        return new Span(List.copyOf(part), offset, n, first, second, adam);
    }

    void step(GradientSum gradient, AdamW.Step step, Workers workers) {
        workers.run(
                worker -> {
                    for (Span s : spans) {
                        var share = workers.share(s.elements(), Optimizer.GRAIN, worker);
                        GradientSum own = gradient.from(s.offset());
                        s.adam().update(own, step, share.from(), share.to());
                    }
                });
    }

    /// Both moments of every parameter, as `NAME.exp_avg` and `NAME.exp_avg_sq`.
    List<Learner.StateTensor> state() {
        List<Learner.StateTensor> state = new ArrayList<>();
        for (Span s : spans) {
            state.addAll(Optimizer.named(s.parameters(), s.offset(), s.first(), ".exp_avg"));
        }
        for (Span s : spans) {
            state.addAll(Optimizer.named(s.parameters(), s.offset(), s.second(), ".exp_avg_sq"));
        }
        return state;
    }
}
