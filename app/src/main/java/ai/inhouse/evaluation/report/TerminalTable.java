package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.Comparison;
import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.Measure;
import ai.inhouse.evaluation.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An evaluation report as plain text: the stages' figures, comparisons and gates.
public final class TerminalTable {
    private static final String GAP = "  ";

    private TerminalTable() {}

    /// @param width of the terminal in characters; measures that do not fit beside each other go
    ///   into further tables below
    public static String render(EvaluationReport report, int width) {
        int name =
                report.stages().stream().mapToInt(stage -> stage.title().length()).max().orElse(0);
        StringBuilder out = new StringBuilder();
        List<Column> block = new ArrayList<>();
        int used = name;
        for (Measure measure : report.measures()) {
            Column column = Column.of(report, measure);
            if (!block.isEmpty() && used + GAP.length() + column.width > width) {
                table(out, report.stages(), name, block);
                block.clear();
                used = name;
            }
            block.add(column);
            used += GAP.length() + column.width;
        }
        table(out, report.stages(), name, block);
        report.comparisons().forEach(c -> out.append(comparison(report, c)));
        gates(out, report);
        return out.toString();
    }

    /// @param header the measure's title, a word a line
    /// @param cells of each stage, three lines each
    private record Column(List<String> header, List<List<String>> cells, int width) {
        static Column of(EvaluationReport report, Measure measure) {
            List<String> header = List.of(measure.title().split(" "));
            List<List<String>> cells =
                    report.stages().stream().map(stage -> cell(stage, measure)).toList();
            int width = header.stream().mapToInt(String::length).max().orElse(0);
            for (List<String> cell : cells) {
                width = Math.max(width, cell.stream().mapToInt(String::length).max().orElse(0));
            }
            return new Column(header, cells, width);
        }

        private static List<String> cell(Stage stage, Measure measure) {
            return stage.measurement(measure.name())
                    .map(
                            m ->
                                    List.of(
                                            measure.format(m.value()),
                                            m.interval().map(measure::format).orElse("-"),
                                            "n " + m.n()))
                    .orElse(List.of("-", "", ""));
        }
    }

    private static void table(
            StringBuilder out, List<Stage> stages, int name, List<Column> columns) {
        int depth = columns.stream().mapToInt(c -> c.header.size()).max().orElse(0);
        int width = name + columns.stream().mapToInt(c -> GAP.length() + c.width).sum();
        for (int line = 0; line < depth; line++) {
            out.append(left("", name));
            for (Column column : columns) {
                int at = line - (depth - column.header.size());
                out.append(GAP).append(right(at < 0 ? "" : column.header.get(at), column.width));
            }
            out.append('\n');
        }
        out.append("-".repeat(width)).append('\n');
        for (int i = 0; i < stages.size(); i++) {
            for (int line = 0; line < 3; line++) {
                out.append(left(line == 0 ? stages.get(i).title() : "", name));
                for (Column column : columns) {
                    out.append(GAP).append(right(column.cells.get(i).get(line), column.width));
                }
                out.append('\n');
            }
        }
        out.append('\n');
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String comparison(EvaluationReport report, Comparison c) {
        String interval =
                c.interval().map(i -> " (95%: " + c.measure().formatDifference(i) + ")").orElse("");
        return String.format(
                Locale.ROOT,
                "%s, %s against %s: %s%s, %s%n",
                c.measure().title(),
                report.stage(c.to()).title(),
                report.stage(c.from()).title(),
                c.measure().formatDifference(c.difference()),
                interval,
                c.verdict().words());
    }

    private static void gates(StringBuilder out, EvaluationReport report) {
        int width =
                report.gates().stream().mapToInt(r -> r.gate().toString().length()).max().orElse(0);
        if (width > 0) {
            out.append("\nGates\n");
        }
        report.gates()
                .forEach(
                        result ->
                                out.append(result.passed() ? "  pass  " : "  FAIL  ")
                                        .append(left(result.gate().toString(), width))
                                        .append(GAP)
                                        .append(result.reason())
                                        .append('\n'));
    }
}
