package ai.inhouse.documents;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// Rows of cells as a Markdown table whose first row is its header. Empty rows and trailing empty
/// columns are left out; a table with one filled cell, a mere box, becomes its text.
final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    void row(List<String> cells) {
        List<String> clean = new ArrayList<>();
        for (String cell : cells) {
            clean.add(cell.strip().replaceAll("\\s+", " "));
        }
        while (!clean.isEmpty() && clean.getLast().isEmpty()) {
            clean.removeLast();
        }
        if (!clean.isEmpty()) {
            rows.add(clean);
        }
    }

    String toMarkdown() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        if (rows.stream().flatMap(List::stream).filter(cell -> !cell.isEmpty()).count() == 1) {
            return rows.getFirst().getLast();
        }
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            table.append(line(rows.get(row), columns));
            if (row == 0) {
                table.append(line(Collections.nCopies(columns, "---"), columns));
            }
        }
        return table.toString().strip();
    }

    private static String line(List<String> cells, int columns) {
        List<String> padded = new ArrayList<>(cells);
        padded.addAll(Collections.nCopies(columns - cells.size(), ""));
        return padded.stream()
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
