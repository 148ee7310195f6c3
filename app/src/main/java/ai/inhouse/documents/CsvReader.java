package ai.inhouse.documents;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// Tables as text, their values set apart by commas, semicolons, tabs or bars: one Markdown table.
final class CsvReader implements FormatReader {
    private static final Set<String> TYPES = Set.of("text/csv", "text/tab-separated-values");
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    @Override
    public boolean reads(String mediaType) {
        return TYPES.contains(mediaType);
    }

    @Override
    public Extraction.Text read(SourceContent content) throws UnusableFileException, IOException {
        String text = content.text();
        CSVFormat format =
                CSVFormat.DEFAULT
                        .builder()
                        .setDelimiter(delimiter(text))
                        .setIgnoreEmptyLines(true)
                        .setLenientEof(true)
                        .setTrailingData(true)
                        .get();
        MarkdownTable table = new MarkdownTable();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            for (CSVRecord record : parser) {
                table.row(record.toList());
            }
        }
        SectionBuilder sections = new SectionBuilder();
        sections.block(table.toMarkdown());
        return new Extraction.Text("", "text/csv", Map.of(), sections.build(), List.of());
    }

    /// The candidate that the first line has most of.
    private static char delimiter(String text) {
        String line = text.lines().findFirst().orElse("");
        char best = ',';
        long most = 0;
        for (char candidate : DELIMITERS) {
            long count = line.chars().filter(c -> c == candidate).count();
            if (count > most) {
                best = candidate;
                most = count;
            }
        }
        return best;
    }
}
