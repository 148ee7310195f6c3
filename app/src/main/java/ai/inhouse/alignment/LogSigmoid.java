package ai.inhouse.alignment;

/// `log sigmoid`, without overflow at either end.
final class LogSigmoid {
    private LogSigmoid() {}

    static double of(double x) {
        return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
    }
}
