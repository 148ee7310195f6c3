package ai.inhouse.documents;

import java.util.List;
import java.util.Set;

/// Markdown pages, with the front matter, template tags and pieces of HTML that they carry.
final class MarkdownReader implements FormatReader {
    static final String TYPE = "text/markdown";
    private static final Set<String> TYPES = Set.of(TYPE, "text/x-web-markdown");

    @Override
    public boolean reads(String mediaType) {
        return TYPES.contains(mediaType);
    }

    @Override
    public Extraction.Text read(SourceContent content) throws UnusableFileException {
        FrontMatter page = FrontMatter.split(content.text());
        String body = page.present() ? TemplateTags.strip(page.body()) : page.body();
        String title = page.metadata().getOrDefault("title", "");
        List<Section> sections = MarkdownSections.split(MarkdownHtml.strip(body));
        return new Extraction.Text(
                title, TYPE, page.metadata(), Titles.above(title, sections), List.of());
    }
}
