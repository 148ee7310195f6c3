package ai.inhouse.alignment;

/// How much a pair is lost by its margin: the chosen answer's log-ratio to the reference less the
/// rejected one's.
public sealed interface PreferenceLoss {
    /// The loss and its slope at a margin.
    record Value(double loss, double slope) {}

    /// @param margin in nats, of sums over tokens, or of means where [#isPerToken]
    Value at(double margin);

    /// Scales log-ratios to rewards.
    double beta();

    /// Whether log-ratios are averaged over an answer's tokens.
    default boolean isPerToken() {
        return false;
    }

    /// `-log sigmoid(beta m)` (Rafailov et al. 2023, equation 7).
    record Sigmoid(double beta) implements PreferenceLoss {
        @Override
        public Value at(double margin) {
            return new Value(
                    -LogSigmoid.of(beta * margin), -beta * Math.exp(LogSigmoid.of(-beta * margin)));
        }
    }

    /// Sigmoid's on means over tokens, so that neither answer's length counts (Lambert et al. 2024,
    /// Tulu 3, section 5.1.1).
    record LengthNormalized(double beta) implements PreferenceLoss {
        @Override
        public Value at(double margin) {
            return new Sigmoid(beta).at(margin);
        }

        @Override
        public boolean isPerToken() {
            return true;
        }
    }

    /// `(m - 1 / (2 beta))^2` on means over tokens (Azar et al. 2023, equation 17): the margin is
    /// drawn to a finite aim, so that certain pairs do not pull for ever.
    record Ipo(double beta) implements PreferenceLoss {
        @Override
        public Value at(double margin) {
            double missing = margin - 1 / (2 * beta);
            return new Value(missing * missing, 2 * missing);
        }

        @Override
        public boolean isPerToken() {
            return true;
        }
    }

    /// `max(0, 1 - beta m)` (Zhao et al. 2023, SLiC).
    record Hinge(double beta) implements PreferenceLoss {
        @Override
        public Value at(double margin) {
            double missing = 1 - beta * margin;
            return missing > 0 ? new Value(missing, -beta) : new Value(0, 0);
        }
    }

    /// Sigmoid's, made unbiased for ratings of which a share is wrong way round (Chowdhury et al.
    /// 2024, equation 9).
    ///
    /// @param flipped that share, less than a half
    record Robust(double beta, double flipped) implements PreferenceLoss {
        public Robust {
            if (!(flipped >= 0 && flipped < 0.5)) {
                throw new IllegalArgumentException("a share of %s flipped".formatted(flipped));
            }
        }

        @Override
        public Value at(double margin) {
            double z = beta * margin;
            double right = 1 - flipped;
            double scale = 1 - 2 * flipped;
            double loss = (-right * LogSigmoid.of(z) + flipped * LogSigmoid.of(-z)) / scale;
            double slope =
                    -beta
                            * (right * Math.exp(LogSigmoid.of(-z))
                                    + flipped * Math.exp(LogSigmoid.of(z)))
                            / scale;
            return new Value(loss, slope);
        }
    }
}
