package ai.inhouse.cli;

import ai.inhouse.training.Profile;
import java.util.Locale;

/// A profile for the terminal: the parts of a step, the matrix products that take longest, by
/// shape, and the operations that do, by the place that called them.
final class ProfileTable {
    private static final int PRODUCTS = 12;
    private static final int OPERATIONS = 25;

    private final StringBuilder text = new StringBuilder();

    private ProfileTable() {}

    /// @param workerGigaflops what one worker reaches in large products
    static String of(Profile profile, double workerGigaflops) {
        ProfileTable table = new ProfileTable();
        for (Profile.Share part : profile.parts()) {
            table.line(part.share(), part.seconds(), part.part());
        }
        table.text.append(
                "%n  matrix products, m x k x n, one worker's share of %.0f GFLOPS"
                        .formatted(workerGigaflops));
        for (Profile.Product p : profile.products().stream().limit(PRODUCTS).toList()) {
            double share = p.gigaflops() / workerGigaflops;
            String called = "%s, %.0f times".formatted(p.shape(), p.calls());
            table.line(share, p.seconds(), called);
        }
        table.text.append("%n  operations, and what called them".formatted());
        for (Profile.Operation o : profile.operations().stream().limit(OPERATIONS).toList()) {
            String called = "%-32s %s".formatted(o.name(), o.caller());
            table.line(o.share(), o.seconds(), called);
        }
        return table.text.toString();
    }

    private void line(double share, double seconds, String what) {
        text.append(
                String.format(
                        Locale.ROOT, "%n  %5.1f%% %8.1f ms  %s", 100 * share, 1e3 * seconds, what));
    }
}
