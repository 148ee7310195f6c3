package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;

/// One evaluation of one model.
///
/// @param id hash of the report and of when it was made
/// @param model registered name or path
/// @param suiteHash of what was asked and how it was judged
/// @param report JSON
public record Evaluation(
        Hash id, String model, Hash suiteHash, String report, Instant evaluatedAt) {}
