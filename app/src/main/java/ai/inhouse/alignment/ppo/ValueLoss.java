package ai.inhouse.alignment.ppo;

/// How far a value is from what it should be, at one token: `max((v - R)^2, (v' - R)^2) / 2`, where
/// `v'` is `v` kept within the clip of what it was when the answer was written (Ziegler et al.
/// 2019, whose code follows Schulman's).
///
/// @param clip how far a value may move in a step's passes
record ValueLoss(double clip) {
    /// @param slope by `now`
    record Value(double loss, double slope) {}

    /// @param before the value when the answer was written
    /// @param aim R
    Value at(double now, double before, double aim) {
        double bounded = Math.clamp(now, before - clip, before + clip);
        double free = now - aim;
        double held = bounded - aim;
        if (held * held > free * free) {
            return new Value(held * held / 2, 0);
        }
        return new Value(free * free / 2, free);
    }
}
