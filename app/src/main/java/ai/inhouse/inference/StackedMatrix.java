package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Matrices of different formats, one below the other, such as the projections of one file that
/// keeps values in more bits than queries and keys.
final class StackedMatrix extends PackedMatrix {
    private final PackedMatrix[] parts;

    /// @param parts of equal width; all but the last have whole panels of rows
    StackedMatrix(List<PackedMatrix> parts) {
        super(parts.stream().mapToInt(part -> part.rows).sum(), parts.getFirst().columns);
        this.parts = parts.toArray(PackedMatrix[]::new);
        if (parts.stream().mapToInt(part -> part.panels).sum() != panels) {
            throw new IllegalArgumentException("a part ends inside of a panel");
        }
    }

    @Override
    long bytes() {
        long bytes = 0;
        for (PackedMatrix part : parts) {
            bytes += part.bytes();
        }
        return bytes;
    }

    @Override
    void packRow(int row, MemorySegment source) {
        int part = part(row);
        parts[part].packRow(row - first(part), source);
    }

    @Override
    void copyRow(int row, float[] target, int at) {
        int part = part(row);
        parts[part].copyRow(row - first(part), target, at);
    }

    private int part(int row) {
        int part = 0;
        while (row >= first(part + 1)) {
            part++;
        }
        return part;
    }

    /// A part's first row.
    private int first(int part) {
        int first = 0;
        for (int i = 0; i < part; i++) {
            first += parts[i].rows;
        }
        return first;
    }

    @Override
    void decode(int fromPanel, int toPanel, MemorySegment to, int at, int stride, Scratch scratch) {
        int first = 0;
        for (PackedMatrix part : parts) {
            int from = Math.max(fromPanel - first, 0);
            int end = Math.min(toPanel - first, part.panels);
            if (from < end) {
                int rowAt = at + (first + from - fromPanel) * Lanes.PANEL;
                part.decode(from, end, to, rowAt, stride, scratch);
            }
            first += part.panels;
        }
    }

    @Override
    void multiply(
            Activations x,
            int tokens,
            Activations y,
            int yFrom,
            int fromPanel,
            int toPanel,
            Scratch scratch) {
        int first = 0;
        for (PackedMatrix part : parts) {
            int from = Math.max(fromPanel - first, 0);
            int to = Math.min(toPanel - first, part.panels);
            if (from < to) {
                int at = yFrom + first * Lanes.PANEL;
                part.multiply(x, tokens, y, at, from, to, scratch);
            }
            first += part.panels;
        }
    }
}
