package ai.inhouse.model;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.GradientSum;
import ai.inhouse.engine.Muon;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.NewtonSchulz;
import ai.inhouse.engine.Tensor;
import ai.inhouse.engine.Workers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Muon over the blocks' matrices. Each is one worker's whole, as its singular values are no matter
/// of elements; the largest are dealt out first, each to the worker with the least to do.
final class MuonUpdate {
    private final List<Entry> entries = new ArrayList<>();
    private final List<List<Entry>> shares = new ArrayList<>();
    private final List<Muon> muons = new ArrayList<>();

    private record Entry(ParameterLayout.Parameter parameter, Muon.Matrix matrix) {
        /// Multiplications of a Newton-Schulz step.
        double work() {
            NewtonSchulz.Shape shape = matrix.shape();
            double smaller = Math.min(shape.rows(), shape.columns());
            return smaller * smaller * (2.0 * Math.max(shape.rows(), shape.columns()) + smaller);
        }
    }

    /// Whether a parameter is one that Muon moves: embeddings, heads, norms and biases are not.
    static boolean moves(ParameterLayout.Parameter p) {
        return p.shape().size() == 2 && p.name().startsWith("model.layers.");
    }

    MuonUpdate(
            TrainedParameters parameters,
            List<ParameterLayout.Parameter> moved,
            NativeMemory memory,
            int workers) {
        for (ParameterLayout.Parameter p : moved) {
            long rows = p.shape().get(0);
            long columns = p.shape().get(1);
            Muon.Matrix matrix =
                    new Muon.Matrix(
                            Optimizer.part(memory, parameters.masters(), p.offset(), rows, columns),
                            Optimizer.part(memory, parameters.copy(), p.offset(), rows, columns),
                            memory.allocate(ElementType.FLOAT32, rows, columns));
            entries.add(new Entry(p, matrix));
        }
        deal(workers);
        for (List<Entry> share : shares) {
            Set<NewtonSchulz.Shape> shapes =
                    share.stream().map(e -> e.matrix().shape()).collect(Collectors.toSet());
            muons.add(new Muon(memory, parameters.copy().type(), shapes));
        }
    }

    private void deal(int workers) {
        double[] loads = new double[workers];
        for (int worker = 0; worker < workers; worker++) {
            shares.add(new ArrayList<>());
        }
        List<Entry> largestFirst = new ArrayList<>(entries);
        largestFirst.sort(Comparator.comparingDouble(Entry::work).reversed());
        for (Entry entry : largestFirst) {
            int least = 0;
            for (int worker = 1; worker < workers; worker++) {
                least = loads[worker] < loads[least] ? worker : least;
            }
            shares.get(least).add(entry);
            loads[least] += entry.work();
        }
    }

    void step(GradientSum gradient, Muon.Step step, Workers workers) {
        workers.run(
                worker -> {
                    for (Entry entry : shares.get(worker)) {
                        GradientSum own = gradient.from(entry.parameter().offset());
                        muons.get(worker).update(entry.matrix(), own, step);
                    }
                });
    }

    /// Every matrix's momentum, as `NAME.momentum`.
    List<Learner.StateTensor> state() {
        return entries.stream().map(MuonUpdate::momentum).toList();
    }

    private static Learner.StateTensor momentum(Entry entry) {
        ParameterLayout.Parameter p = entry.parameter();
        Tensor momentum = entry.matrix().momentum();
        return new Learner.StateTensor(
                p.name() + ".momentum", p.shape(), NativeMemory.segment(momentum));
    }
}
