package ai.inhouse.inference;

import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import ai.inhouse.model.ModelConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Attention of a run of a sequence's positions over its cache by bf16 products: queries of the
/// heads that share a key head, [#CHUNK] positions at a time.
final class MatmulAttention implements AutoCloseable {
    /// Positions whose queries are multiplied together. A multiple of this many keys is.
    private static final int CHUNK = 64;

    private final ModelConfig config;
    private final int perKey;
    private final int width;
    private final NativeMemory memory = new NativeMemory();
    private final Member[] members;
    private int capacity;
    private Operand[] keys = {};
    private Operand[] values = {};
    private final List<Extent> extents = new ArrayList<>();

    /// The operands for a number of keys `T`.
    ///
    /// @param scores `[G * CHUNK, T]` for each member
    /// @param keysT `[hd, T]` for each key head
    /// @param values `[T, hd]` for each key head
    private record Extent(Operand[] scores, Tensor[] keysT, Tensor[] values) {}

    /// One member's operands and room.
    private static final class Member {
        private final Operand queries;
        private final Operand outputs;
        private final float[] row;
        private final float[] sums;
        private final short[] page;

        Member(Operand queries, Operand outputs, int positions, int rows, int width) {
            this.queries = queries;
            this.outputs = outputs;
            this.row = new float[Math.max(positions, width)];
            this.sums = new float[rows];
            this.page = new short[Lanes.PAGE * width];
        }
    }

    MatmulAttention(ModelConfig config, int teamSize) {
        this.config = config;
        this.perKey = config.heads() / config.keyValueHeads();
        this.width = Lanes.roundUpToPanel(config.headSize());
        this.members = new Member[teamSize];
    }

    /// Makes room for so many positions.
    void reserve(int positions) {
        int needed = Math.ceilDiv(positions, CHUNK) * CHUNK;
        if (needed <= capacity) {
            return;
        }
        capacity = Math.max(needed, 2 * capacity);
        memory.reset();
        extents.clear();
        keys = new Operand[config.keyValueHeads()];
        values = new Operand[config.keyValueHeads()];
        for (int head = 0; head < keys.length; head++) {
            keys[head] = Operand.zeros(memory, capacity, width);
            values[head] = Operand.zeros(memory, capacity, width);
        }
        int rows = perKey * CHUNK;
        Tensor[] scores = new Tensor[members.length];
        for (int member = 0; member < members.length; member++) {
            members[member] =
                    new Member(
                            Operand.zeros(memory, rows, width),
                            Operand.zeros(memory, rows, width),
                            capacity,
                            rows,
                            width);
            scores[member] = Operand.zeros(memory, (long) rows * capacity).tensor();
        }
        for (int t = CHUNK; t <= capacity; t += CHUNK) {
            extents.add(extent(scores, rows, t));
        }
    }

    private Extent extent(Tensor[] scores, int rows, int t) {
        Operand[] s = new Operand[scores.length];
        for (int member = 0; member < s.length; member++) {
            s[member] = Operand.of(scores[member].slice(0, rows * t).reshaped(rows, t));
        }
        Tensor[] k = new Tensor[keys.length];
        Tensor[] v = new Tensor[keys.length];
        for (int head = 0; head < k.length; head++) {
            k[head] = keys[head].tensor().slice(0, t).transposed();
            v[head] = values[head].tensor().slice(0, t);
        }
        return new Extent(s, k, v);
    }

    /// A member's share of bringing a sequence's keys and values out of its pages.
    void gather(KeyValueCache cache, int layer, int positions, int member) {
        int pages = Math.ceilDiv(positions, Lanes.PAGE);
        int units = pages * keys.length;
        for (int unit = member; unit < units; unit += members.length) {
            int head = unit % keys.length;
            gather(cache, layer, head, unit / keys.length, members[member].page);
        }
    }

    private void gather(KeyValueCache cache, int layer, int head, int page, short[] room) {
        KeyValuePages pool = cache.pool();
        int headSize = config.headSize();
        MemorySegment from = cache.page(page);
        MemorySegment k = keys[head].memory();
        MemorySegment v = values[head].memory();
        int n = headSize * Lanes.PAGE;
        MemorySegment.copy(from, ValueLayout.JAVA_SHORT, pool.keysAt(layer, head), room, 0, n);
        for (int slot = 0; slot < Lanes.PAGE; slot++) {
            long row = (long) (page * Lanes.PAGE + slot) * width;
            for (int i = 0; i < headSize; i++) {
                k.setAtIndex(ValueLayout.JAVA_SHORT, row + i, room[i * Lanes.PAGE + slot]);
            }
            long valueAt = (long) slot * pool.headStride() * Short.BYTES;
            MemorySegment.copy(
                    from,
                    pool.valuesAt(layer, head) + valueAt,
                    v,
                    row * Short.BYTES,
                    (long) headSize * Short.BYTES);
        }
    }

    /// A member's share of a run's attention, after all have gathered.
    ///
    /// @param first the run's first token in the step
    /// @param count its tokens
    /// @param position of the first
    /// @param window how many positions each sees, its own included
    /// @param qkv queries, already divided by `sqrt(headSize)`
    /// @param out bf16, a row for each token
    void attend(
            int first,
            int count,
            int position,
            int window,
            Activations qkv,
            Operand out,
            int member) {
        int chunks = Math.ceilDiv(count, CHUNK);
        int units = chunks * keys.length;
        for (int unit = member; unit < units; unit += members.length) {
            int from = unit / keys.length * CHUNK;
            int n = Math.min(CHUNK, count - from);
            int head = unit % keys.length;
            attendChunk(first + from, n, position + from, window, head, qkv, out, member);
        }
    }

    private void attendChunk(
            int first,
            int n,
            int position,
            int window,
            int head,
            Activations qkv,
            Operand out,
            int member) {
        Member m = members[member];
        Extent extent = extents.get(Math.ceilDiv(position + n, CHUNK) - 1);
        int headSize = config.headSize();
        for (int g = 0; g < perKey; g++) {
            int at = (head * perKey + g) * headSize;
            for (int i = 0; i < n; i++) {
                long row = (long) (g * CHUNK + i) * width;
                int from = qkv.row(first + i) + at;
                BrainFloats.narrow(qkv.values, from, m.queries.memory(), row, headSize);
            }
        }
        Operand scores = extent.scores()[member];
        Matmul.mm(scores.tensor(), m.queries.tensor(), extent.keysT()[head]);
        softmax(scores.memory(), n, position, window, m);
        Matmul.mm(m.outputs.tensor(), scores.tensor(), extent.values()[head]);
        for (int g = 0; g < perKey; g++) {
            int at = (head * perKey + g) * headSize;
            for (int i = 0; i < n; i++) {
                int row = g * CHUNK + i;
                BrainFloats.widen(m.outputs.memory(), (long) row * width, m.row, 0, headSize);
                long to = (long) (first + i) * out.width() + at;
                for (int j = 0; j < headSize; j++) {
                    m.row[j] /= m.sums[row];
                }
                out.set(to, m.row, headSize);
            }
        }
    }

    /// Leaves the numerators; the outputs are divided by their sums instead.
    private void softmax(MemorySegment scores, int n, int position, int window, Member m) {
        int extent = Math.ceilDiv(position + n, CHUNK) * CHUNK;
        for (int g = 0; g < perKey; g++) {
            for (int i = 0; i < n; i++) {
                int row = g * CHUNK + i;
                int seen = position + i + 1;
                BrainFloats.widen(scores, (long) row * extent, m.row, 0, seen);
                Arrays.fill(m.row, 0, Math.max(0, seen - window), Float.NEGATIVE_INFINITY);
                m.sums[row] = Curves.softmaxNumerators(m.row, seen);
                Arrays.fill(m.row, Lanes.roundUp(seen), extent, 0);
                BrainFloats.narrow(m.row, 0, scores, (long) row * extent, extent);
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
