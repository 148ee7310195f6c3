package ai.inhouse.training;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The losses of the last steps, against which the next one's is judged. A checkpoint keeps them,
/// so that a resumed run judges as one that was never stopped.
final class LossWindow {
    private static final int STEPS = 32;

    /// Before so many, nothing is a leap.
    private static final int FEWEST = 8;

    /// Beyond so many standard deviations (by the median's way of counting them) a loss leaps.
    private static final double DEVIATIONS = 6;

    /// A normal distribution's standard deviation in median absolute deviations.
    private static final double NORMAL = 1.4826;

    private final Deque<Double> losses;

    LossWindow(Collection<Double> losses) {
        this.losses = new ArrayDeque<>(losses);
    }

    List<Double> losses() {
        return List.copyOf(losses);
    }

    void add(double loss) {
        losses.add(loss);
        if (losses.size() > STEPS) {
            losses.remove();
        }
    }

    /// Why a loss leaps, if it does.
    Optional<String> leap(double loss, SpikeGuard guard) {
        if (losses.size() < FEWEST) {
            return Optional.empty();
        }
        double median = median(losses.stream().mapToDouble(l -> l).toArray());
        double scatter = median(losses.stream().mapToDouble(l -> Math.abs(l - median)).toArray());
        double most = median + Math.max(guard.nats(), DEVIATIONS * NORMAL * scatter);
        return loss > most
                ? Optional.of(
                        String.format(
                                Locale.ROOT, "the loss is %.3f where %.3f was usual", loss, median))
                : Optional.empty();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
