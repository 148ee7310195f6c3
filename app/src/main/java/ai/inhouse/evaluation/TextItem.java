package ai.inhouse.evaluation;

/// A text to measure on.
///
/// @param id tells it from the others, as in a document's name
public record TextItem(String id, String text) {}
