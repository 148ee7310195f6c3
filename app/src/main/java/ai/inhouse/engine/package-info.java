/// Tensors in native memory, libtorch's matrix products, and fused Vector API kernels for all that
/// lies between them. The only package that knows libtorch.
@NullMarked
package ai.inhouse.engine;

import org.jspecify.annotations.NullMarked;
