package ai.inhouse.tuning;

import java.util.ArrayList;
import java.util.List;

/// Rows of comma-separated values (RFC 4180): quoted fields may hold separators, doubled quotes and
/// line breaks. Semicolons and tabs separate too, where the first line has more of them.
final class CsvRows {
    private final String text;
    private final char separator;
    private int position;
    private int line = 1;

    private CsvRows(String text) {
        this.text = text;
        this.separator = separator(text);
    }

    /// @param line where the row begins, from 1
    record Row(int line, List<String> cells) {}

    static List<Row> parse(String text) {
        CsvRows rows = new CsvRows(text);
        List<Row> all = new ArrayList<>();
        while (rows.position < text.length()) {
            Row row = rows.row();
            if (row.cells().stream().anyMatch(cell -> !cell.isBlank())) {
                all.add(row);
            }
        }
        return all;
    }

    private static char separator(String text) {
        String first = text.lines().findFirst().orElse("");
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(first, candidate) > count(first, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char c) {
        return text.chars().filter(at -> at == c).count();
    }

    private Row row() {
        int start = line;
        List<String> cells = new ArrayList<>();
        do {
            cells.add(cell());
        } while (skip(separator));
        skip('\r');
        if (skip('\n')) {
            line++;
        }
        return new Row(start, cells);
    }

    private boolean skip(char c) {
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private String cell() {
        if (!skip('"')) {
            int start = position;
            while (position < text.length() && !endsCell(text.charAt(position))) {
                position++;
            }
            return text.substring(start, position).strip();
        }
        StringBuilder cell = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"' && !skip('"')) {
                break;
            }
            line += c == '\n' ? 1 : 0;
            cell.append(c);
        }
        while (position < text.length() && !endsCell(text.charAt(position))) {
            cell.append(text.charAt(position++));
        }
        return cell.toString().strip();
    }

    private boolean endsCell(char c) {
        return c == separator || c == '\n' || c == '\r';
    }
}
