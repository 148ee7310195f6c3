package ai.inhouse.alignment.reward;

/// An answer that a model wrote in training, to be rewarded.
///
/// @param text what it says, without special tokens
/// @param tokens how many it has, its end included
/// @param ended false where the model was still writing when it had to stop
public record Answer(AskedPrompt asked, String text, int tokens, boolean ended) {}
