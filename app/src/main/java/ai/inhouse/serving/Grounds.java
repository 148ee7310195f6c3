package ai.inhouse.serving;

import ai.inhouse.retrieval.Source;
import java.util.List;

/// What an answer is made from, as it goes back in the field `grounding`.
///
/// @param supported whether the nearest passage is near enough to hold the answer
/// @param sources of the passages that the model was given; none where it was not asked
record Grounds(boolean supported, List<Source> sources) {}
