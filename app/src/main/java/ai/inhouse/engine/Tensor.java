package ai.inhouse.engine;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A view of native memory as rows of elements, row-major, or with its last two dimensions swapped.
/// It is made once, belongs to a [NativeMemory], and is gone when that is reset or closed.
public final class Tensor {
    private final NativeMemory owner;
    private final ElementType type;
    private final long address;
    private final long[] shape;
    private final long elements;
    private final org.bytedeco.pytorch.Tensor handle;

    Tensor(NativeMemory owner, ElementType type, long address, long... shape) {
        this(owner, type, address, shape, wrap(type, address, shape));
    }

    private Tensor(
            NativeMemory owner,
            ElementType type,
            long address,
            long[] shape,
            org.bytedeco.pytorch.Tensor handle) {
        this.owner = owner;
        this.type = type;
        this.address = address;
        this.shape = shape;
        this.elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        this.handle = handle;
        owner.register(this);
    }

    private static org.bytedeco.pytorch.Tensor wrap(ElementType type, long address, long[] shape) {
        return wrap(type.scalarType(), address, shape);
    }

    /// Memory of any type to libtorch; whoever wraps it keeps it alive.
    static org.bytedeco.pytorch.Tensor wrap(ScalarType type, long address, long... shape) {
        try (TensorOptions options = new TensorOptions(type)) {
            return torch.from_blob(new Address(address), shape, options);
        }
    }

    public ElementType type() {
        return type;
    }

    public int size(int dimension) {
        return Math.toIntExact(shape[dimension]);
    }

    public int dimensions() {
        return shape.length;
    }

    public long elements() {
        return elements;
    }

    /// All dimensions but the last, multiplied.
    public int rows() {
        return Math.toIntExact(elements / width());
    }

    /// Size of the last dimension.
    public int width() {
        return size(shape.length - 1);
    }

    /// The same memory with its last two dimensions swapped. For matrix products only: kernels take
    /// tensors as they lie.
    public Tensor transposed() {
        long[] swapped = shape.clone();
        int last = shape.length - 1;
        swapped[last] = shape[last - 1];
        swapped[last - 1] = shape[last];
        return new Tensor(owner, type, address, swapped, handle.transpose(last - 1, last));
    }

    /// The same memory in another shape.
    public Tensor reshaped(long... other) {
        Tensor view = new Tensor(owner, type, address, other);
        if (view.elements != elements) {
            throw new IllegalArgumentException(this + " does not fit " + view);
        }
        return view;
    }

    /// Entries `first` to `first + count` of the first dimension.
    public Tensor slice(int first, int count) {
        if (first < 0 || count < 0 || first + count > shape[0]) {
            throw new IllegalArgumentException(
                    "no entries %d to %d in %s".formatted(first, first + count, this));
        }
        long[] part = shape.clone();
        part[0] = count;
        return new Tensor(owner, type, address(first * (elements / shape[0])), part);
    }

    long address() {
        return address;
    }

    long address(long element) {
        return address + element * type.bytes();
    }

    Storage storage() {
        return type.storage();
    }

    org.bytedeco.pytorch.Tensor handle() {
        return handle;
    }

    void release() {
        handle.close();
    }

    /// For instance `BFLOAT16[512, 576]`.
    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }

    /// Memory that JavaCPP did not allocate and will not free.
    private static final class Address extends Pointer {
        private Address(long address) {
            this.address = address;
        }
    }
}
