package ai.inhouse.retrieval;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Section.Pages;
import ai.inhouse.identity.AccessLabel;
import java.util.List;
import java.util.Optional;

/// A piece of a document that is found and cited as one.
///
/// @param documentId hash of the document's original
/// @param document the document's name
/// @param section headings from the title down, as in `Leave policy > Sick leave`
/// @param text Markdown, without the headings
public record Passage(
        Hash documentId,
        String document,
        String section,
        Optional<Pages> pages,
        AccessLabel label,
        String text) {
    /// What its vector is of: a paragraph alone often does not say what it is about.
    String embedded() {
        return section.isEmpty() ? text : section + "\n" + text;
    }

    /// The same for the same words, in whatever document: a vector made once serves again.
    Hash key() {
        return Hash.ofParts(List.of(embedded()));
    }
}
