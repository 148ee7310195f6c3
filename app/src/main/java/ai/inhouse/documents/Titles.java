package ai.inhouse.documents;

/// What to call a document: what it says itself, its first heading, or its file's name.
final class Titles {
    private Titles() {}

    static String of(Extraction.Text text, String name) {
        if (!text.title().isBlank()) {
            return text.title().strip();
        }
        return text.sections().stream()
                .map(Section::heading)
                .filter(heading -> !heading.isBlank())
                .findFirst()
                .orElseGet(() -> fromName(name));
    }

    /// `guides/leave_policy-2026.pdf` is "leave policy 2026".
    static String fromName(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        String stem = dot > 0 ? file.substring(0, dot) : file;
        return stem.replaceAll("[_\\s-]+", " ").strip();
    }
}
