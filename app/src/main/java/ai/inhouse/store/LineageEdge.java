package ai.inhouse.store;

/// One thing made from another.
///
/// @param made a hash, or a model's name
/// @param madeFrom a hash, or a model's name
/// @param how the stage that made it, as in `corpus`
public record LineageEdge(String made, String madeFrom, String how) {}
