package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.PolicyRate;
import ai.inhouse.evaluation.report.Dashboard.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Policies, tones and length of answers by version, a column for each.
final class VersionTables {
    private static final String TONE = "tone-";
    private static final int FEWEST_AXES = 3;

    private final List<Version> versions;

    private VersionTables(List<Version> versions) {
        this.versions = versions;
    }

    /// @param versions at least one
    static List<Html> of(List<Version> versions) {
        return new VersionTables(versions).sections();
    }

    private List<Html> sections() {
        List<Html> sections = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        versions.forEach(v -> ids.addAll(v.policies().keySet()));
        List<String> policies = ids.stream().filter(id -> !id.startsWith(TONE)).toList();
        List<String> tones = ids.stream().filter(id -> id.startsWith(TONE)).toList();
        if (!policies.isEmpty()) {
            sections.add(
                    ReportPage.section(
                            "Policies kept, by version", rates("Policy", policies, id -> id)));
        }
        if (!tones.isEmpty()) {
            List<String> words = tones.stream().map(id -> id.substring(TONE.length())).toList();
            Html section = ReportPage.section("Tones, by version");
            if (words.size() >= FEWEST_AXES) {
                section.add(
                        Html.of("div")
                                .attr("class", "radar")
                                .add(
                                        DashboardPlots.radar(words, versions),
                                        DashboardPlots.legend(
                                                versions.stream().map(Version::name).toList())));
            }
            sections.add(section.add(rates("Tone", tones, id -> id.substring(TONE.length()))));
        }
        sections.add(length());
        return sections;
    }

    private Html rates(String what, List<String> ids, Function<String, String> name) {
        List<String> head = new ArrayList<>(List.of(what));
        versions.forEach(v -> head.add(v.name()));
        Html body = Html.of("tbody");
        for (String id : ids) {
            Html row = Tables.titled(name.apply(id));
            for (Version version : versions) {
                PolicyRate rate = version.policies().get(id);
                row.add(
                        rate == null
                                ? Html.of("td", "absent", "not measured")
                                : Html.of("td")
                                        .text(
                                                String.format(
                                                        Locale.ROOT, "%.0f%%", 100 * rate.share()))
                                        .add(
                                                Html.of(
                                                        "small",
                                                        "note",
                                                        "%d of %d"
                                                                .formatted(
                                                                        rate.kept(),
                                                                        rate.cases()))));
            }
            body.add(row);
        }
        return ReportPage.scrollable(what + "s kept, by version", Tables.headed(head).add(body));
    }

    private Html length() {
        Html body = Html.of("tbody");
        for (Version version : versions) {
            if (version.words().isPresent()) {
                body.add(
                        Tables.row(
                                version.name(),
                                String.format(Locale.ROOT, "%.1f", version.words().getAsDouble())));
            }
        }
        return ReportPage.section(
                "Length of answers, by version",
                ReportPage.scrollable(
                        "Length of answers", Tables.headed("Version", "Words").add(body)));
    }
}
