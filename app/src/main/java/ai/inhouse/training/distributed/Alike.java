package ai.inhouse.training.distributed;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.NativeRuntime;
import ai.inhouse.engine.ProcessGroup;

/// Whether all processes compute alike. Weights are kept equal by doing the same steps everywhere,
/// so a processor with other instructions, or another version of the program, would let them drift
/// apart unseen.
final class Alike {
    /// Changes whenever [Wire] does, or the order of what is exchanged.
    private static final int PROTOCOL = 1;

    private static final int BITS = 48;

    private Alike() {}

    /// Called by all at the same time.
    ///
    /// @throws InhouseException if one differs from the first
    static void require(ProcessGroup group) {
        NativeRuntime.Capabilities own = NativeRuntime.capabilities();
        String described = "protocol %d, %s".formatted(PROTOCOL, own);
        double[] all = group.gather(number(described));
        for (int rank = 1; rank < all.length; rank++) {
            if (Double.compare(all[rank], all[0]) != 0) {
                throw InhouseException.badInput(
                        "training over %d processes".formatted(all.length),
                        "rank " + rank,
                        "its version of Inhouse or its processor is not rank 0's; here: "
                                + described,
                        "Take machines of one kind with the same version: 'inhouse doctor' on each"
                                + " says what it has.");
            }
        }
    }

    /// A hash that a double holds exactly.
    private static double number(String text) {
        return Long.parseUnsignedLong(Hash.of(text).hex().substring(0, BITS / 4), 16);
    }
}
