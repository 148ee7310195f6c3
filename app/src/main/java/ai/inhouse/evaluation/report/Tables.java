package ai.inhouse.evaluation.report;

import java.util.List;

/// What the reports' tables have in common.
final class Tables {
    private Tables() {}

    /// A table with a title over each column, and no rows yet.
    static Html headed(List<String> titles) {
        Html row = Html.of("tr");
        for (String title : titles) {
            row.add(Html.of("th").attr("scope", "col").text(title));
        }
        return Html.of("table").add(Html.of("thead").add(row));
    }

    static Html headed(String... titles) {
        return headed(List.of(titles));
    }

    /// @param first what the row is about
    static Html row(String first, String... cells) {
        Html row = titled(first);
        for (String cell : cells) {
            row.add(Html.of("td").text(cell));
        }
        return row;
    }

    /// A row without cells yet.
    static Html titled(String first) {
        return Html.of("tr").add(Html.of("th").attr("scope", "row").text(first));
    }
}
