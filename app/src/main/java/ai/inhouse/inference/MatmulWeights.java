package ai.inhouse.inference;

import ai.inhouse.engine.NativeMemory;
import java.lang.foreign.Arena;

/// How a [MatmulPass] comes by its bf16 matrices: where the weights are kept otherwise, by a copy
/// of all of them or by decoding them each time.
final class MatmulWeights {
    private final Arena arena;
    private final NativeMemory memory;
    private final Team team;
    private final boolean copies;
    private final DecodedMatrix.Room[] rooms;

    /// @param arena for copies
    /// @param memory owns the tensors, and the room that is decoded into
    MatmulWeights(
            PackedDecoder model, Arena arena, NativeMemory memory, Team team, boolean copies) {
        this.arena = arena;
        this.memory = memory;
        this.team = team;
        this.copies = copies;
        this.rooms = new DecodedMatrix.Room[team.size()];
        int elements =
                copies ? 1 : model.matrices().mapToInt(DecodedMatrix::elements).max().orElse(1);
        for (int member = 0; member < rooms.length; member++) {
            rooms[member] =
                    new DecodedMatrix.Room(
                            Operand.zeros(memory, elements), new PackedMatrix.Scratch());
        }
    }

    SharedMatrix share(PackedMatrix matrix) {
        return copies || matrix instanceof BrainFloatMatrix
                ? new KeptMatrix(matrix, arena, memory, team)
                : new DecodedMatrix(matrix, rooms, team);
    }
}
