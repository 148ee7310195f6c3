package ai.inhouse.costs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Problems;
import ai.inhouse.base.YamlFields;
import ai.inhouse.base.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What somebody else asks for a model's tokens. Prices change weekly, so none are built in: they
/// come from a file that the user keeps.
///
/// @param name as in `their small model`
/// @param inputPerMillion for a million tokens of prompts
/// @param outputPerMillion for a million tokens of answers
/// @param currency ISO 4217
public record ApiPrice(
        String name, double inputPerMillion, double outputPerMillion, String currency) {
    private static final String DOING = "reading API prices";
    private static final String NAME = "name";
    private static final String INPUT = "input_per_million";
    private static final String OUTPUT = "output_per_million";
    private static final String CURRENCY = "currency";
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /// Reads a table: CSV whose first line names the columns, or a YAML list of mappings.
    ///
    /// @param otherwise the currency of rows that name none
    /// @throws InhouseException naming everything that is wrong, with its line
    public static List<ApiPrice> read(Path file, String otherwise) {
        Problems problems = new Problems(file);
        String text = text(file);
        boolean csv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        List<ApiPrice> prices =
                csv ? csv(text, otherwise, problems) : yaml(text, file, otherwise, problems);
        if (prices.isEmpty() && problems.messages().isEmpty()) {
            problems.add(1, "there is no price in it");
        }
        problems.throwIfAny(DOING);
        return prices;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    DOING,
                    file,
                    e,
                    "Name a CSV file with the columns name, input_per_million and"
                            + " output_per_million.");
        }
    }

    private static List<ApiPrice> yaml(
            String text, Path file, String otherwise, Problems problems) {
        List<ApiPrice> prices = new ArrayList<>();
        YamlNode tree = YamlNode.parse(text, file);
        if (!(tree instanceof YamlNode.Sequence list)) {
            problems.add(tree.line(), "expected a list of `- name: …`");
            return prices;
        }
        for (YamlNode item : list.items()) {
            YamlFields fields = YamlFields.of(item, problems);
            prices.add(
                    new ApiPrice(
                            fields.text(NAME),
                            money(fields.text(INPUT), INPUT, fields.lineOf(INPUT), problems),
                            money(fields.text(OUTPUT), OUTPUT, fields.lineOf(OUTPUT), problems),
                            fields.optionalText(CURRENCY).orElse(otherwise)));
            fields.end();
        }
        return prices;
    }

    private static List<ApiPrice> csv(String text, String otherwise, Problems problems) {
        List<ApiPrice> prices = new ArrayList<>();
        List<String> lines = text.replace(BYTE_ORDER_MARK, "").lines().toList();
        List<String> columns = lines.isEmpty() ? List.of() : cells(lines.getFirst());
        for (String column : List.of(NAME, INPUT, OUTPUT)) {
            if (!columns.contains(column)) {
                problems.add(1, "there is no column `%s`".formatted(column));
            }
        }
        if (!problems.messages().isEmpty()) {
            return prices;
        }
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                prices.add(row(columns, lines.get(i), i + 1, otherwise, problems));
            }
        }
        return prices;
    }

    private static ApiPrice row(
            List<String> columns, String text, int line, String otherwise, Problems problems) {
        List<String> cells = cells(text);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
            row.put(columns.get(i), cells.get(i));
        }
        String currency = row.getOrDefault(CURRENCY, "");
        return new ApiPrice(
                row.getOrDefault(NAME, ""),
                money(row.getOrDefault(INPUT, ""), INPUT, line, problems),
                money(row.getOrDefault(OUTPUT, ""), OUTPUT, line, problems),
                currency.isEmpty() ? otherwise : currency);
    }

    /// Cells may stand in quotes, and hold commas then; a quote in them is written twice.
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (twice) {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private static double money(String text, String column, int line, Problems problems) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative one.
        }
        problems.add(line, "`%s` must be an amount of money, not `%s`".formatted(column, text));
        return 0;
    }
}
