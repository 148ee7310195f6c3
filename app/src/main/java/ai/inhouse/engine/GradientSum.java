package ai.inhouse.engine;

import static ai.inhouse.engine.Lanes.COUNT;

import java.util.List;
import jdk.incubator.vector.FloatVector;

/// A gradient that lies in parts, one for each worker and perhaps one for earlier micro-batches. It
/// is summed where it is used, always in the order of the parts, and never stored.
public final class GradientSum {
    /// Elements summed in fp32 before a block's squares go to the fp64 total.
    private static final int BLOCK = 4096;

    private final Storage[] storages;
    private final long[] addresses;
    private final int[] elementBytes;

    /// @param parts of equal length; at least one
    public GradientSum(List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a gradient without parts");
        }
        storages = parts.stream().map(Tensor::storage).toArray(Storage[]::new);
        addresses = parts.stream().mapToLong(Tensor::address).toArray();
        elementBytes = parts.stream().mapToInt(part -> part.type().bytes()).toArray();
    }

    private GradientSum(Storage[] storages, long[] addresses, int[] elementBytes) {
        this.storages = storages;
        this.addresses = addresses;
        this.elementBytes = elementBytes;
    }

    /// The same sum, with element `first` as its first.
    public GradientSum from(long first) {
        long[] moved = addresses.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += first * elementBytes[i];
        }
        return new GradientSum(storages, moved, elementBytes);
    }

    FloatVector load(long index) {
        FloatVector sum = storages[0].load(addresses[0], index);
        for (int i = 1; i < addresses.length; i++) {
            sum = sum.add(storages[i].load(addresses[i], index));
        }
        return sum;
    }

    FloatVector load(long index, int count) {
        FloatVector sum = storages[0].load(addresses[0], index, count);
        for (int i = 1; i < addresses.length; i++) {
            sum = sum.add(storages[i].load(addresses[i], index, count));
        }
        return sum;
    }

    /// The sum of squares of elements `from` to `to`.
    public double squares(long from, long to) {
        double total = 0;
        for (long block = from; block < to; block += BLOCK) {
            total += blockSquares(block, Math.min(to, block + BLOCK));
        }
        return total;
    }

    private double blockSquares(long from, long to) {
        FloatVector squares = Lanes.zero();
        long j = from;
        for (; j <= to - COUNT; j += COUNT) {
            FloatVector g = load(j);
            squares = g.fma(g, squares);
        }
        if (j < to) {
            FloatVector g = load(j, (int) (to - j));
            squares = g.fma(g, squares);
        }
        return Lanes.sum(squares);
    }

    /// Writes elements `from` to `to` of the sum; `out` may be one of the parts.
    public void store(Tensor out, long from, long to) {
        Storage s = out.storage();
        long j = from;
        for (; j <= to - COUNT; j += COUNT) {
            s.store(load(j), out.address(), j);
        }
        if (j < to) {
            int rest = (int) (to - j);
            s.store(load(j, rest), out.address(), j, rest);
        }
    }
}
