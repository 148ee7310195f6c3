package ai.inhouse.serving;

import ai.inhouse.inference.AdapterWeights;
import java.util.Optional;

/// Which model a request asked for: a served one, or one with an adapter.
///
/// @param name by which it was asked, and which the answer repeats
record Target(String name, Optional<AdapterWeights> adapter, Metrics.OfModel metrics) {}
