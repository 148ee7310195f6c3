package ai.inhouse.engine;

/// What a kernel asks of its tensors, checked before it touches memory.
final class Shapes {
    private Shapes() {}

    /// @throws IllegalArgumentException unless the tensor has that many rows of that width
    static void require(Tensor tensor, String name, long rows, int width) {
        if (tensor.rows() != rows || tensor.width() != width) {
            throw new IllegalArgumentException(
                    "%s is %s but should have %d rows of %d".formatted(name, tensor, rows, width));
        }
    }

    /// @throws IllegalArgumentException unless the tensor is kept in that type
    static void require(Tensor tensor, String name, ElementType type) {
        if (tensor.type() != type) {
            throw new IllegalArgumentException(
                    "%s is %s but should be kept as %s".formatted(name, tensor, type));
        }
    }
}
