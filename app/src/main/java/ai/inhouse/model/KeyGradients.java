package ai.inhouse.model;

import static ai.inhouse.engine.Matmul.bmm;

import ai.inhouse.engine.ElementType;
import ai.inhouse.engine.Elements;
import ai.inhouse.engine.NativeMemory;
import ai.inhouse.engine.Tensor;

/// The gradients of a block's keys and values, to which the queries of every later block add.
/// Products are added up in fp32; where there is only one, it stays as it is.
final class KeyGradients {
    private final Tensor dK;
    private final Tensor dV;
    private boolean filled;

    /// @param dK `[.., block, hd]`
    /// @param dV the same
    KeyGradients(Tensor dK, Tensor dV) {
        this.dK = dK;
        this.dV = dV;
    }

    static KeyGradients allocate(NativeMemory memory, ModelConfig c, int block) {
        ElementType type = ElementType.FLOAT32;
        return new KeyGradients(
                memory.allocate(type, c.keyValueHeads(), block, c.headSize()),
                memory.allocate(type, c.keyValueHeads(), block, c.headSize()));
    }

    void clear() {
        filled = false;
    }

    boolean filled() {
        return filled;
    }

    /// Takes the only products.
    void set(Factors forKeys, Factors forValues) {
        bmm(dK, forKeys.a(), forKeys.b());
        bmm(dV, forValues.a(), forValues.b());
        filled = true;
    }

    /// Adds products to those before.
    ///
    /// @param product `[.., block, hd]`, scratch
    void add(Factors forKeys, Factors forValues, Tensor product) {
        add(dK, forKeys, product, !filled);
        add(dV, forValues, product, !filled);
        filled = true;
    }

    void add(KeyGradients other) {
        Elements.addScaled(dK, 1, other.dK, dK);
        Elements.addScaled(dV, 1, other.dV, dV);
    }

    /// Two factors of a batched product.
    record Factors(Tensor a, Tensor b) {}

    /// `sum += a b`, or `sum = a b` for the first.
    static void add(Tensor sum, Factors f, Tensor product, boolean first) {
        bmm(product, f.a(), f.b());
        if (first) {
            Elements.copy(product, sum);
        } else {
            Elements.addScaled(sum, 1, product, sum);
        }
    }
}
