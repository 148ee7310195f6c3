package ai.inhouse.inference;

import ai.inhouse.engine.Matmul;
import ai.inhouse.engine.Tensor;

/// A matrix `[rows, columns]` for bf16 products, both filled up to whole panels, as the members of
/// a team share its rows. A member's share may come in parts, one after the other.
abstract sealed class SharedMatrix permits KeptMatrix, DecodedMatrix {
    private final int[] first;
    private final int partRows;

    /// One member's rows of a product, and those of each of its parts.
    record Product(Operand whole, Operand[] parts) {}

    /// What is done with a part's weights.
    interface PartWork {
        /// @param weights `[rows, columns]`, valid until the work returns
        void run(int part, Tensor weights);
    }

    /// @param partRows most rows of a part
    SharedMatrix(PackedMatrix matrix, Team team, int partRows) {
        this.partRows = partRows;
        this.first = new int[team.size() + 1];
        for (int member = 0; member < first.length; member++) {
            first[member] = team.from(member, matrix.panels) * Lanes.PANEL;
        }
    }

    /// A member's first row.
    final int first(int member) {
        return first[member];
    }

    final int rows(int member) {
        return first[member + 1] - first[member];
    }

    final int parts(int member) {
        return Math.ceilDiv(rows(member), partRows);
    }

    /// Rows of a member's part.
    final int rows(int member, int part) {
        return Math.min(partRows, rows(member) - part * partRows);
    }

    /// Brings the member's parts one after the other.
    abstract void eachPart(int member, PartWork work);

    /// The product's rows that each member computes, in a buffer for all of them.
    ///
    /// @param buffer at least `[rows, n]`
    final Product[] products(Tensor buffer, int n) {
        Product[] products = new Product[first.length - 1];
        Tensor flat = buffer.reshaped(buffer.elements());
        for (int member = 0; member < products.length; member++) {
            Operand[] parts = new Operand[parts(member)];
            for (int part = 0; part < parts.length; part++) {
                int from = first[member] + part * partRows;
                parts[part] = rows(flat, from, rows(member, part), n);
            }
            products[member] = new Product(rows(flat, first[member], rows(member), n), parts);
        }
        return products;
    }

    private static Operand rows(Tensor flat, int from, int count, int n) {
        return Operand.of(flat.slice(from * n, count * n).reshaped(count, n));
    }

    /// A member's rows of `product[rows, n] = W x`.
    ///
    /// @param x `[columns, n]`
    final void multiply(Product[] product, Tensor x, int member) {
        Operand[] parts = product[member].parts();
        eachPart(member, (part, weights) -> Matmul.mm(parts[part].tensor(), weights, x));
    }

    /// `y[t][r] += product[r][t]` for a member's rows.
    final void addTo(
            Activations y, int tokens, Product[] product, TransposedProduct by, int member) {
        Operand own = product[member].whole();
        by.addTo(y, tokens, first[member], own.memory(), rows(member), own.width());
    }
}
