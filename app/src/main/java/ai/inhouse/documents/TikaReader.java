package ai.inhouse.documents;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.sax.SecureContentHandler;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// Formats that one of Tika's parsers reads. Files embedded in them are left out.
final class TikaReader implements FormatReader {
    private static final int MAX_CHARACTERS = 100_000_000;

    private static final Map<String, String> METADATA =
            Map.of(
                    "dc:creator", "author",
                    "dcterms:created", "created",
                    "dcterms:modified", "modified",
                    "dc:subject", "subject",
                    "meta:keyword", "keywords",
                    "dc:language", "language",
                    "dc:description", "description",
                    "dc:publisher", "publisher",
                    "xmpTPg:NPages", "pages");

    private final Supplier<Parser> parser;

    /// @param parser makes one where it is first needed: their start-up takes a while
    private TikaReader(Supplier<Parser> parser) {
        this.parser = parser;
    }

    /// DOCX, PPTX, XLSX.
    static FormatReader openXml() {
        return new TikaReader(OOXMLParser::new);
    }

    /// DOC, PPT, XLS, MSG.
    static FormatReader oldOffice() {
        return new TikaReader(OfficeParser::new);
    }

    static FormatReader openDocument() {
        return new TikaReader(OpenDocumentParser::new);
    }

    static FormatReader richText() {
        return new TikaReader(RTFParser::new);
    }

    static FormatReader epub() {
        return new TikaReader(EpubParser::new);
    }

    @Override
    public boolean reads(String mediaType) {
        return parser.get()
                .getSupportedTypes(new ParseContext())
                .contains(MediaType.parse(mediaType));
    }

    @Override
    public Extraction.Text read(SourceContent content) throws Exception {
        ZipBombs.check(content.bytes());
        Metadata metadata = new Metadata();
        SectionHandler handler = new SectionHandler();
        try (TikaInputStream in = TikaInputStream.get(content.bytes())) {
            SecureContentHandler secured = new SecureContentHandler(handler, in);
            try {
                parser.get().parse(in, secured, metadata, context());
            } catch (SAXException e) {
                secured.throwIfCauseOf(e);
                throw e;
            }
        }
        String title = metadata.get("dc:title");
        return new Extraction.Text(
                title == null ? "" : title.strip(),
                content.mediaType(),
                selected(metadata),
                handler.sections.build(),
                List.of());
    }

    private static ParseContext context() {
        ParseContext context = new ParseContext();
        OfficeParserConfig office = new OfficeParserConfig();
        office.setIncludeHeadersAndFooters(false);
        context.set(OfficeParserConfig.class, office);
        context.set(EmbeddedDocumentExtractor.class, new NoEmbedded());
        return context;
    }

    private static Map<String, String> selected(Metadata metadata) {
        Map<String, String> selected = new LinkedHashMap<>();
        METADATA.forEach(
                (key, name) -> {
                    String value = metadata.get(key);
                    if (value != null && !value.isBlank()) {
                        selected.put(name, value.strip());
                    }
                });
        return selected;
    }

    private static final class NoEmbedded implements EmbeddedDocumentExtractor {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(
                InputStream in, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
    }

    /// Passes Tika's XHTML on.
    private static final class SectionHandler extends DefaultHandler {
        private final MarkupSections sections = new MarkupSections();
        private int characters;

        @Override
        public void startElement(String uri, String local, String name, Attributes attributes) {
            String styleClass = attributes.getValue("class");
            sections.open(local.toLowerCase(Locale.ROOT), styleClass == null ? "" : styleClass);
        }

        @Override
        public void endElement(String uri, String local, String name) {
            sections.close(local.toLowerCase(Locale.ROOT));
        }

        @Override
        public void characters(char[] text, int start, int length) throws SAXException {
            characters += length;
            if (characters > MAX_CHARACTERS) {
                throw new SAXException(
                        new TikaException("more than %,d characters".formatted(MAX_CHARACTERS)));
            }
            sections.text(new String(text, start, length));
        }
    }
}
