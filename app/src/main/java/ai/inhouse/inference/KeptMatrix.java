package ai.inhouse.inference;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.Arena;

/// A matrix that is kept as bf16: itself, or a copy beside the packed one.
final class KeptMatrix extends SharedMatrix {
    private final Tensor[] shares;

    /// @param arena for a copy
    /// @param views owns the tensors
    KeptMatrix(PackedMatrix matrix, Arena arena, NativeMemory views, Team team) {
        super(matrix, team, Math.max(1, matrix.panels) * Lanes.PANEL);
        BrainFloatMatrix source = matrix.brainFloats(arena, team);
        this.shares = new Tensor[team.size()];
        for (int member = 0; member < shares.length; member++) {
            long at = (long) first(member) * source.stride();
            shares[member] =
                    views.view(
                            source.memory(),
                            ElementType.BFLOAT16,
                            at,
                            rows(member),
                            source.stride());
        }
    }

    @Override
    void eachPart(int member, PartWork work) {
        if (rows(member) > 0) {
            work.run(0, shares[member]);
        }
    }
}
