package ai.inhouse.documents;

import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/// HTML pages, with the front matter and template tags of site generators.
final class HtmlReader implements FormatReader {
    private static final Set<String> TYPES = Set.of("text/html", "application/xhtml+xml");

    @Override
    public boolean reads(String mediaType) {
        return TYPES.contains(mediaType);
    }

    @Override
    public Extraction.Text read(SourceContent content) throws UnusableFileException {
        FrontMatter page = FrontMatter.split(content.text());
        String body = page.present() ? TemplateTags.strip(page.body()) : page.body();
        var html = Jsoup.parse(body);
        String title = page.metadata().getOrDefault("title", html.title());
        return new Extraction.Text(
                title,
                "text/html",
                page.metadata(),
                Titles.above(title, sections(html)),
                List.of());
    }

    /// The sections of a piece of HTML.
    static List<Section> sections(String html) {
        return sections(Jsoup.parse(html));
    }

    private static List<Section> sections(org.jsoup.nodes.Document html) {
        MarkupSections sections = new MarkupSections();
        NodeTraversor.traverse(
                new NodeVisitor() {
                    @Override
                    public void head(Node node, int depth) {
                        if (node instanceof TextNode text) {
                            sections.text(text.getWholeText());
                        } else if (node instanceof Element element) {
                            sections.open(element.normalName(), "");
                        }
                    }

                    @Override
                    public void tail(Node node, int depth) {
                        if (node instanceof Element element) {
                            sections.close(element.normalName());
                        }
                    }
                },
                html);
        return sections.build();
    }
}
