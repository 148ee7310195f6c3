package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;

/// What came of a model's gates at one time.
///
/// @param weights SHA-256 of what was measured: a name may stand for others later
/// @param source the run or the suite that measured
/// @param results JSON, as `evaluation` writes it
public record GateCheck(
        Hash id, String model, String weights, String source, String results, Instant checkedAt) {}
