package ai.inhouse.training;

import ai.inhouse.base.Hash;
import java.util.Base64;
import java.util.Formatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// A profile as one HTML file that needs nothing else: a flame graph (Gregg 2016), in which each
/// call is as wide as its share of the time, and tables of parts, products and operations. It says
/// itself that a browser is to load and run nothing with it: no script, and no style but its own.
public final class FlamePage {
    private static final int WIDTH = 1200;
    private static final int ROW = 18;

    /// Of a letter, at the size that bars are labelled in.
    private static final double LETTER = 6.4;

    private static final String STYLE =
            """
            body{font:13px system-ui,sans-serif;margin:24px;color:#222;background:#fff}
            svg{width:100%;min-width:900px;margin:12px 0 24px}
            svg text{font:11px ui-monospace,monospace;fill:#111}
            svg g:hover rect{stroke:#000}
            td,th{padding:2px 12px 2px 0;text-align:left}td.n,th.n{text-align:right}
            @media (prefers-color-scheme:dark){body{color:#ddd;background:#181818}}
            """;

    private final Formatter out = new Formatter(Locale.ROOT);
    private final Profile profile;

    private FlamePage(Profile profile) {
        this.profile = profile;
    }

    /// @param title for instance `smollm2-135m, 4 x 256, bf16, 2 threads`
    /// @param facts sentences about the measurement
    /// @param workerGigaflops what one worker reaches in large products, to hold the others against
    public static String of(
            String title, List<String> facts, Profile profile, double workerGigaflops) {
        FlamePage made = new FlamePage(profile);
        made.head(title, facts);
        made.flame();
        made.parts();
        made.products(workerGigaflops);
        made.operations();
        return made.out.format("</html>%n").toString();
    }

    private void head(String title, List<String> facts) {
        out.format("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">");
        out.format(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                        + " style-src 'sha256-%s'\">",
                sha256(STYLE));
        out.format("<title>%s</title><style>%s</style>", escape(title), STYLE);
        out.format("<h1>Where a training step's time goes</h1><p>%s.", escape(title));
        out.format(" All workers together: %.3f s a step.</p>", profile.seconds(profile.root()));
        facts.forEach(fact -> out.format("<p>%s</p>", escape(fact)));
    }

    private void flame() {
        out.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Flame graph\">",
                WIDTH, ROW * depth(profile.root()));
        bar(profile.root(), 0, 0);
        out.format("</svg>");
    }

    private static int depth(Profile.Node node) {
        return 1 + node.calls().stream().mapToInt(FlamePage::depth).max().orElse(0);
    }

    private void bar(Profile.Node node, double left, int depth) {
        double share = profile.share(node);
        if (share < Profile.NARROWEST) {
            return;
        }
        double width = share * WIDTH;
        out.format(
                "<g><title>%s: %.1f%%, %.1f ms</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\""
                        + " height=\"%d\" rx=\"2\" fill=\"hsl(%d,70%%,70%%)\"/>",
                escape(node.name()),
                100 * share,
                1e3 * profile.seconds(node),
                left * WIDTH,
                ROW * depth,
                width,
                ROW - 1,
                Math.floorMod(node.name().hashCode(), 60));
        out.format(
                "<text x=\"%.2f\" y=\"%d\">%s</text></g>",
                left * WIDTH + 3, ROW * depth + 13, escape(shortened(node.name(), width - 6)));
        double next = left;
        for (Profile.Node call : node.calls()) {
            bar(call, next, depth + 1);
            next += profile.share(call);
        }
    }

    /// As much of a name as a bar has room for.
    private static String shortened(String name, double width) {
        int letters = (int) (width / LETTER);
        if (letters < 3) {
            return "";
        }
        return name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
    }

    private void parts() {
        out.format(
                "<h2>Parts</h2><table><tr><th class=\"n\">share<th class=\"n\">ms a step<th>part</tr>");
        for (Profile.Share part : profile.parts()) {
            out.format(
                    "<tr><td class=\"n\">%.1f%%<td class=\"n\">%.1f<td>%s</tr>",
                    100 * part.share(), 1e3 * part.seconds(), escape(part.part()));
        }
        out.format("</table>");
    }

    private void products(double workerGigaflops) {
        out.format(
                "<h2>Matrix products by shape</h2><p>m x k times k x n; of one worker's rate in large");
        out.format(
                " products, %.0f GFLOPS.</p><table><tr><th class=\"n\">ms a step", workerGigaflops);
        out.format(
                "<th class=\"n\">calls<th class=\"n\">GFLOPS<th class=\"n\">of the rate<th>shape</tr>");
        for (Profile.Product p : profile.products()) {
            out.format(
                    "<tr><td class=\"n\">%.1f<td class=\"n\">%.0f<td class=\"n\">%.0f"
                            + "<td class=\"n\">%.0f%%<td>%s</tr>",
                    1e3 * p.seconds(),
                    p.calls(),
                    p.gigaflops(),
                    100 * p.gigaflops() / workerGigaflops,
                    escape(p.shape()));
        }
        out.format("</table>");
    }

    private void operations() {
        out.format("<h2>Operations</h2><table><tr><th class=\"n\">share<th class=\"n\">ms a step");
        out.format("<th>operation<th>called from</tr>");
        for (Profile.Operation o : profile.operations()) {
            out.format(
                    "<tr><td class=\"n\">%.1f%%<td class=\"n\">%.1f<td>%s<td>%s</tr>",
                    100 * o.share(), 1e3 * o.seconds(), escape(o.name()), escape(o.caller()));
        }
        out.format("</table>");
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Hash.of(text).hex()));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
