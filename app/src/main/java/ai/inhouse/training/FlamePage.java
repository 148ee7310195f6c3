package ai.inhouse.training;

import java.util.List;
import java.util.Locale;

/// A profile as one HTML file that needs nothing else: a flame graph (Gregg 2016), in which each
/// call is as wide as its share of the time, and a table of operations.
public final class FlamePage {
    private static final int ROW = 18;
    private static final double NARROWEST = 0.0005;
    private static final String STYLE =
            """
            body{font:13px system-ui,sans-serif;margin:24px;color:#222;background:#fff}
            .flame{position:relative;margin:12px 0 24px}
            .flame div{position:absolute;height:17px;line-height:17px;overflow:hidden;font-size:11px;
              white-space:nowrap;border-radius:2px;text-indent:3px;box-sizing:border-box}
            .flame div:hover{outline:1px solid #000;z-index:1}
            td,th{padding:2px 12px 2px 0;text-align:left}td.n,th.n{text-align:right}
            @media (prefers-color-scheme:dark){body{color:#ddd;background:#181818}.flame div{color:#111}}
            """;

    private FlamePage() {}

    /// @param title for instance `smollm2-135m, 4 x 256, bf16, 2 threads`
    public static String of(String title, Profile profile) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style><h1>Where a training step's time goes</h1><p>")
                .append(escape(title));
        page.append(
                String.format(
                        Locale.ROOT,
                        ". All workers together: %.3f s a step.",
                        profile.seconds(profile.root())));
        page.append(
                String.format(
                        Locale.ROOT,
                        "</p><div class=\"flame\" style=\"height:%dpx\">",
                        ROW * depth(profile.root())));
        bar(page, profile, profile.root(), 0, 0);
        page.append("</div>");
        table(page, profile.operations());
        return page.append("</html>\n").toString();
    }

    private static int depth(Profile.Node node) {
        return 1 + node.calls().stream().mapToInt(FlamePage::depth).max().orElse(0);
    }

    private static void bar(
            StringBuilder page, Profile profile, Profile.Node node, double left, int depth) {
        double width = profile.share(node);
        if (width < NARROWEST) {
            return;
        }
        page.append(
                String.format(
                        Locale.ROOT,
                        "<div style=\"left:%.3f%%;width:%.3f%%;top:%dpx;background:hsl(%d,70%%,70%%)\""
                                + " title=\"%s: %.1f%%, %.1f ms\">%s</div>",
                        100 * left,
                        100 * width,
                        ROW * depth,
                        Math.floorMod(node.name().hashCode(), 60),
                        escape(node.name()),
                        100 * width,
                        1e3 * profile.seconds(node),
                        escape(node.name())));
        double next = left;
        for (Profile.Node call : node.calls()) {
            bar(page, profile, call, next, depth + 1);
            next += profile.share(call);
        }
    }

    private static void table(StringBuilder page, List<Profile.Operation> operations) {
        page.append("<table><tr><th class=\"n\">share<th class=\"n\">ms a step<th>operation")
                .append("<th>called from</tr>");
        for (Profile.Operation o : operations) {
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<tr><td class=\"n\">%.1f%%<td class=\"n\">%.1f<td>%s<td>%s</tr>",
                            100 * o.share(),
                            1e3 * o.seconds(),
                            escape(o.name()),
                            escape(o.caller())));
        }
        page.append("</table>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
