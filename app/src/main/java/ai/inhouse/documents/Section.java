package ai.inhouse.documents;

/// A heading and what stands under it, up to the next heading.
///
/// @param level 1 to 6; text before the first heading has level 1 and an empty heading
/// @param heading without its marker
/// @param text Markdown: paragraphs, lists, `| a | b |` tables
public record Section(int level, String heading, String text) {}
