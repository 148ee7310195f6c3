package ai.inhouse.alignment.guard;

import ai.inhouse.alignment.RunTime.Action;

/// A policy that an answer broke, or would have broken.
///
/// @param policy its id
/// @param action what was done about it
public record Finding(String policy, Action action) {}
