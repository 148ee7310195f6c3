package ai.inhouse.training;

/// The learning rate by step. Each begins with a linear warm-up over a share of the steps, because
/// Adam's second moment knows little at first.
///
/// `warmup`, `decay` and `floor` are shares: of the run's steps and of the peak rate.
public sealed interface Schedule {
    /// @param step counts from 1 to `total`
    double rate(long step, long total);

    /// Half a cosine from the peak to the floor (Loshchilov and Hutter 2017).
    record Cosine(double peak, double warmup, double floor) implements Schedule {
        public Cosine {
            requireShares(warmup, floor);
        }

        @Override
        public double rate(long step, long total) {
            double shape = (1 + Math.cos(Math.PI * progress(step, total, warmup))) / 2;
            return peak * rise(step, total, warmup) * (floor + (1 - floor) * shape);
        }
    }

    /// A straight line from the peak to the floor.
    record Linear(double peak, double warmup, double floor) implements Schedule {
        public Linear {
            requireShares(warmup, floor);
        }

        @Override
        public double rate(long step, long total) {
            double shape = 1 - progress(step, total, warmup);
            return peak * rise(step, total, warmup) * (floor + (1 - floor) * shape);
        }
    }

    /// Warm-up, stable, decay (Hu et al. 2024): the peak is held until the last `decay` share of
    /// the steps, then falls in a straight line to the floor. Suits runs that may be prolonged.
    record WarmupStableDecay(double peak, double warmup, double decay, double floor)
            implements Schedule {
        public WarmupStableDecay {
            requireShares(warmup, floor);
            requireShares(decay, warmup + decay);
        }

        @Override
        public double rate(long step, long total) {
            double shape = 1 - progress(step, total, 1 - decay);
            return peak * rise(step, total, warmup) * (floor + (1 - floor) * shape);
        }
    }

    static Schedule constant(double rate) {
        return new WarmupStableDecay(rate, 0, 0, 1);
    }

    private static double rise(long step, long total, double warmup) {
        double steps = Math.ceil(warmup * total);
        return step < steps ? step / steps : 1;
    }

    /// How far a step is from the end of the share `from` (0) to the run's last step (1).
    private static double progress(long step, long total, double from) {
        double start = Math.ceil(from * total);
        return step <= start ? 0 : (step - start) / (total - start);
    }

    private static void requireShares(double... shares) {
        for (double share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("%s is no share of one".formatted(share));
            }
        }
    }
}
