package ai.inhouse.inference;

import ai.inhouse.engine.Tensor;

/// A packed matrix that is decoded to bf16 anew for each product, a part at a time that stays in
/// the cache. Decoded weights lie column after column, as the packed ones do, and are multiplied by
/// as a transposed operand.
final class DecodedMatrix extends SharedMatrix {
    /// Elements of a part: a megabyte.
    static final int PART_ELEMENTS = 1 << 19;

    private final PackedMatrix matrix;
    private final Room[] rooms;
    private final Tensor[][] parts;

    /// One member's room for a part of any matrix.
    record Room(Operand decoded, PackedMatrix.Scratch scratch) {}

    DecodedMatrix(PackedMatrix matrix, Room[] rooms, Team team) {
        super(matrix, team, partRows(matrix));
        this.matrix = matrix;
        this.rooms = rooms;
        this.parts = new Tensor[rooms.length][];
        int columns = Lanes.roundUpToPanel(matrix.columns);
        for (int member = 0; member < rooms.length; member++) {
            parts[member] = new Tensor[parts(member)];
            for (int part = 0; part < parts[member].length; part++) {
                int rows = rows(member, part);
                Tensor room = rooms[member].decoded().tensor();
                parts[member][part] =
                        room.slice(0, rows * columns).reshaped(columns, rows).transposed();
            }
        }
    }

    private static int partRows(PackedMatrix matrix) {
        int columns = Lanes.roundUpToPanel(matrix.columns);
        return Math.max(1, PART_ELEMENTS / columns / Lanes.PANEL) * Lanes.PANEL;
    }

    /// Elements that the room for a part needs.
    static int elements(PackedMatrix matrix) {
        return partRows(matrix) * Lanes.roundUpToPanel(matrix.columns);
    }

    @Override
    void eachPart(int member, PartWork work) {
        Room room = rooms[member];
        int panel = first(member) / Lanes.PANEL;
        for (int part = 0; part < parts[member].length; part++) {
            int rows = rows(member, part);
            int end = panel + rows / Lanes.PANEL;
            matrix.decode(panel, end, room.decoded().memory(), 0, rows, room.scratch());
            clear(room.decoded(), rows);
            work.run(part, parts[member][part]);
            panel = end;
        }
    }

    /// Zeroes the columns that fill up the last panel.
    private void clear(Operand decoded, int rows) {
        long from = (long) matrix.columns * rows * Short.BYTES;
        long to = (long) Lanes.roundUpToPanel(matrix.columns) * rows * Short.BYTES;
        decoded.memory().asSlice(from, to - from).fill((byte) 0);
    }
}
