package ai.inhouse.governance;

import java.util.List;
import java.util.Map;

/// An access report for people: one page that needs nothing beside it.
///
/// @param report what it says
record AccessPage(AccessReport report) {
    String html() {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Access report</title>
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
                blockquote { border-left: 3px solid #999; margin: .5rem 0; padding: 0 1rem; white-space: pre-wrap; }
                dt { font-weight: 600; } dd { margin: 0 0 .5rem 0; }
                </style>
                """);
        page.append("<h1>What is held of %s</h1>\n".formatted(plain(report.person())));
        page.append("<p>As of %s. %s.</p>\n".formatted(report.at(), plain(report.summary())));
        report.entries().forEach(entry -> document(page, entry));
        if (!report.files().isEmpty()) {
            page.append("<h2>In reports and evaluations</h2>\n");
            list(page, report.files());
        }
        page.append("<h2>Models</h2>\n");
        page.append(
                report.models().isEmpty()
                        ? "<p>No model learned from these documents.</p>\n"
                        : "<p>Models that learned from these documents, to answer questions of those who may use them; those that answer now: %s.</p>\n"
                                .formatted(
                                        report.deployed().isEmpty()
                                                ? "none"
                                                : plain(String.join(", ", report.deployed()))));
        list(page, report.models());
        return page.append("</html>\n").toString();
    }

    private static void document(StringBuilder page, AccessReport.Entry entry) {
        page.append("<h2>%s</h2>\n<dl>\n".formatted(plain(entry.document())));
        fact(page, "Title", entry.title());
        fact(page, "Found at", entry.source());
        fact(page, "Added", entry.addedAt());
        fact(page, "Who may see it", entry.label());
        fact(page, "Use", entry.use());
        fact(page, "Models", entry.models().isEmpty() ? "none" : String.join(", ", entry.models()));
        for (Map.Entry<String, String> property : entry.properties().entrySet()) {
            fact(page, property.getKey(), property.getValue());
        }
        page.append("</dl>\n");
        entry.passages()
                .forEach(
                        passage ->
                                page.append("<blockquote>")
                                        .append(plain(passage))
                                        .append("</blockquote>\n"));
    }

    private static void fact(StringBuilder page, String name, String value) {
        page.append("<dt>%s<dd>%s\n".formatted(plain(name), plain(value)));
    }

    private static void list(StringBuilder page, List<String> lines) {
        page.append("<ul>\n");
        lines.forEach(line -> page.append("<li>").append(plain(line)).append('\n'));
        page.append("</ul>\n");
    }

    /// What stands in documents is text, never markup.
    private static String plain(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
