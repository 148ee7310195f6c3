package ai.inhouse.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/// A linear scale with round ticks.
///
/// @param low value at the left or bottom, a tick
/// @param high value at the right or top
/// @param step between ticks
record Axis(double low, double high, double step) {
    /// Around some values, widened to ticks at 1, 2 or 5 times a power of ten.
    ///
    /// @param ticks about how many steps
    static Axis around(double low, double high, int ticks) {
        if (high <= low) {
            return around(low, low + Math.max(1e-3, Math.abs(low)), ticks);
        }
        double span = high - low;
        double power = Math.pow(10, Math.floor(Math.log10(span / ticks)));
        double ratio = span / ticks / power;
        double step = power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
        return new Axis(
                Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step);
    }

    /// The same ticks, up to a value between them.
    Axis endingAt(double last) {
        return new Axis(low, last, step);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + step / 1e6; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /// Where a value lies between `from` and `to`; outside values are drawn at the edge.
    double at(double value, double from, double to) {
        double share = high > low ? (value - low) / (high - low) : 0;
        return from + Math.clamp(share, 0, 1) * (to - from);
    }
}
