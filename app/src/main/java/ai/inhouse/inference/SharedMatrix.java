package ai.inhouse.inference;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;
import java.lang.foreign.Arena;

/// A bf16 matrix `[rows, columns]` for products, both filled up to whole panels, as the members of
/// a team share its rows.
///
/// @param first each member's first row
/// @param shares each member's rows
record SharedMatrix(int[] first, Tensor[] shares) {
    /// @param arena for a copy, where the matrix is not kept as bf16
    /// @param views owns the tensors
    static SharedMatrix of(PackedMatrix matrix, Arena arena, NativeMemory views, Team team) {
        BrainFloatMatrix source = matrix.brainFloats(arena, team);
        int[] first = new int[team.size()];
        Tensor[] shares = new Tensor[team.size()];
        for (int member = 0; member < team.size(); member++) {
            first[member] = team.from(member, source.panels) * Lanes.PANEL;
            int end = team.from(member + 1, source.panels) * Lanes.PANEL;
            long at = (long) first[member] * source.stride();
            shares[member] =
                    views.view(
                            source.memory(),
                            ElementType.BFLOAT16,
                            at,
                            end - first[member],
                            source.stride());
        }
        return new SharedMatrix(first, shares);
    }

    int rows(int member) {
        return shares[member].size(0);
    }

    /// The product's rows that each member computes, in a buffer for all of them.
    ///
    /// @param buffer at least `[rows, n]`
    Operand[] products(Tensor buffer, int n) {
        Operand[] products = new Operand[shares.length];
        Tensor flat = buffer.reshaped(buffer.elements());
        for (int member = 0; member < shares.length; member++) {
            Tensor part = flat.slice(first[member] * n, rows(member) * n);
            products[member] = Operand.of(part.reshaped(rows(member), n));
        }
        return products;
    }

    /// A member's rows of `product[rows, n] = W x`.
    ///
    /// @param x `[columns, n]`
    void multiply(Operand[] product, Tensor x, int member) {
        if (rows(member) > 0) {
            Matmul.mm(product[member].tensor(), shares[member], x);
        }
    }

    /// `y[t][r] += product[r][t]` for a member's rows.
    void addTo(Activations y, int tokens, Operand[] product, TransposedProduct by, int member) {
        Operand own = product[member];
        by.addTo(y, tokens, first[member], own.memory(), rows(member), own.width());
    }
}
