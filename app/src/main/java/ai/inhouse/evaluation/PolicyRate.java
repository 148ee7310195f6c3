package ai.inhouse.evaluation;

/// How often a model kept one of the company's policies.
///
/// @param cases that were measured, at least one
public record PolicyRate(int kept, int cases) {
    public double share() {
        return (double) kept / cases;
    }

    static PolicyRate of(boolean kept) {
        return new PolicyRate(kept ? 1 : 0, 1);
    }

    PolicyRate plus(PolicyRate other) {
        return new PolicyRate(kept + other.kept, cases + other.cases);
    }
}
