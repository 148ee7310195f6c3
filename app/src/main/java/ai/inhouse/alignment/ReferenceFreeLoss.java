package ai.inhouse.alignment;

/// How much a pair is lost by the model's own probabilities of its two answers, without a
/// reference. Both are means over the answer's tokens, in nats, so that length earns nothing.
public sealed interface ReferenceFreeLoss {
    /// The loss and its slopes.
    ///
    /// @param chosenSlope by the chosen answer's mean log-probability
    record Value(double loss, double chosenSlope, double rejectedSlope) {}

    /// @param chosen mean log p of the chosen answer's tokens
    /// @param rejected of the rejected one's
    Value at(double chosen, double rejected);

    /// What an answer's mean log-probability is multiplied with to be called a reward.
    double beta();

    /// ORPO (Hong et al. 2024, equations 6 and 7): the chosen answer's negative log-likelihood, as
    /// in fine-tuning, and `beta * -log sigmoid(log odds(chosen) - log odds(rejected))`, where
    /// `odds = p / (1 - p)` and `p = exp(mean log p)`. One stage does the work of two: it is meant
    /// for a model that was not fine-tuned before.
    ///
    /// @param beta the paper's lambda
    record OddsRatio(double beta) implements ReferenceFreeLoss {
        @Override
        public Value at(double chosen, double rejected) {
            double z = logOdds(chosen) - logOdds(rejected);
            double slope = -beta * Math.exp(LogSigmoid.of(-z));
            return new Value(
                    -chosen - beta * LogSigmoid.of(z),
                    -1 + slope * logOddsSlope(chosen),
                    -slope * logOddsSlope(rejected));
        }

        private static double logOdds(double logP) {
            return logP - Math.log(-Math.expm1(below(logP)));
        }

        /// `1 / (1 - p)`
        private static double logOddsSlope(double logP) {
            return -1 / Math.expm1(below(logP));
        }

        /// A certain answer has infinite odds.
        private static double below(double logP) {
            return Math.min(logP, -1e-6);
        }
    }

    /// SimPO (Meng et al. 2024, equation 6): `-log sigmoid(beta (chosen - rejected) - margin)`.
    ///
    /// @param margin the paper's gamma: by how much the chosen answer's reward is to be higher
    record Simple(double beta, double margin) implements ReferenceFreeLoss {
        @Override
        public Value at(double chosen, double rejected) {
            double z = beta * (chosen - rejected) - margin;
            double slope = -beta * Math.exp(LogSigmoid.of(-z));
            return new Value(-LogSigmoid.of(z), slope, -slope);
        }
    }
}
