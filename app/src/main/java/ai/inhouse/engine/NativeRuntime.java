package ai.inhouse.engine;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// libtorch in this process.
public final class NativeRuntime {
    private NativeRuntime() {}

    /// What the native libraries and the processor offer.
    ///
    /// @param libtorch version of the library and of its Java binding
    /// @param cpuCapability the instruction set that libtorch chose, as in `AVX512`
    /// @param fastBf16 whether bf16 matrix products run in the processor's own instructions
    /// @param cuda whether a CUDA device can be used by this build
    /// @param vectorBits width of the Vector API's lanes
    public record Capabilities(
            String libtorch,
            String cpuCapability,
            boolean fastBf16,
            boolean cuda,
            int vectorBits) {}

    /// @throws InhouseException if libtorch cannot be loaded
    public static Capabilities capabilities() {
        load();
        String capability = torch.get_cpu_capability().getString();
        return new Capabilities(
                version(),
                capability,
                fastBf16(capability),
                torch.cuda_is_available(),
                Lanes.FLOATS.vectorBitSize());
    }

    private static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading libtorch's version", "its Java binding", e, "Rebuild the program.");
        }
    }

    /// oneDNN has bf16 kernels for AVX-512 and SVE; elsewhere libtorch emulates, far below fp32.
    private static boolean fastBf16(String capability) {
        return capability.startsWith("AVX512") || capability.startsWith("SVE");
    }

    /// Loads libtorch; does nothing when it is loaded.
    ///
    /// @throws InhouseException if it cannot be loaded
    public static void load() {
        try {
            Loader.load(torch.class);
        } catch (LinkageError e) {
            throw InhouseException.internal(
                    "loading libtorch",
                    Loader.getPlatform(),
                    e,
                    "Run `inhouse doctor`: it says which library is missing on this machine.");
        }
    }

    /// Makes libtorch's operations on the calling thread run on that thread alone.
    public static void computeOnThisThreadOnly() {
        load();
        torch.set_num_threads(1);
    }
}
