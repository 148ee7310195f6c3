package ai.inhouse.corpus;

import ai.inhouse.documents.Document;

/// Removes documents with hardly a sentence in them.
final class TooShortFilter implements SingleDocumentFilter {
    private final int minimumWords;

    TooShortFilter(int minimumWords) {
        this.minimumWords = minimumWords;
    }

    @Override
    public String name() {
        return "too_short";
    }

    @Override
    public String reason(Document document) {
        int words = Words.count(document.text());
        return words < minimumWords ? "%d of at least %d words".formatted(words, minimumWords) : "";
    }
}
