package ai.inhouse.documents;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/// The lines of a PDF as they stand on its pages.
final class PdfLines extends PDFTextStripper {
    /// @param page from 1
    /// @param top distance of its baseline from the page's top, in points
    /// @param size of most of its letters, in points
    /// @param bold whether all of it is
    record Line(int page, float top, float size, boolean bold, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<Float, Integer> letters = new HashMap<>();
    private boolean bold = true;
    private float top;

    /// Lines come in the file's order, which keeps columns apart, not by their place on the page.
    private PdfLines() {}

    static List<Line> of(PDDocument document) throws IOException {
        PdfLines stripper = new PdfLines();
        stripper.writeText(document, Writer.nullWriter());
        return stripper.lines;
    }

    @Override
    protected void writeString(String word, List<TextPosition> positions) {
        for (TextPosition position : positions) {
            float size = Math.round(position.getFontSizeInPt() * 2) / 2f;
            letters.merge(size, 1, Integer::sum);
            top = position.getYDirAdj();
            String font = String.valueOf(position.getFont().getName()).toLowerCase(Locale.ROOT);
            bold &= font.contains("bold") || font.contains("black") || font.contains("heavy");
        }
        text.append(word);
    }

    @Override
    protected void writeWordSeparator() {
        text.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writePageEnd() {
        endLine();
    }

    private void endLine() {
        if (!text.toString().isBlank()) {
            float size =
                    letters.entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .orElse(0f);
            lines.add(new Line(getCurrentPageNo(), top, size, bold, text.toString().strip()));
        }
        text.setLength(0);
        letters.clear();
        bold = true;
    }
}
