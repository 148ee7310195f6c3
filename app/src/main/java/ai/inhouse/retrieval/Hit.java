package ai.inhouse.retrieval;

/// A passage that was found.
///
/// @param score by which it is ranked: the sum of reciprocal ranks
/// @param similarity the cosine of its vector and the question's: 1 for the same meaning, about 0
///   for none in common
/// @param coverage how much of the question's words, by their rarity, the passage has: 0 to 1
public record Hit(Passage passage, double score, double similarity, double coverage) {}
