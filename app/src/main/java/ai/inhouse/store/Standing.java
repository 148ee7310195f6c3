package ai.inhouse.store;

/// How a reviewer who is measured on known items stands. One who is not has none, and counts.
///
/// @param counts whether the reviewer's word counts
/// @param decidedBy the owner who said so; empty where the known items did
/// @param rated known items that the reviewer answered
/// @param right those answered as is known
public record Standing(String reviewer, boolean counts, String decidedBy, long rated, long right) {}
