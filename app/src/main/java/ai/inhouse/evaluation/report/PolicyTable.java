package ai.inhouse.evaluation.report;

import ai.inhouse.evaluation.EvaluationReport;
import ai.inhouse.evaluation.PolicyRate;
import ai.inhouse.evaluation.Stage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How often each model kept each policy: a row for each policy, a column for each stage that was
/// asked.
final class PolicyTable {
    private PolicyTable() {}

    /// Empty where no policy was put to the test.
    static Optional<Html> of(EvaluationReport report) {
        List<Stage> asked = report.stages().stream().filter(s -> !rates(s).isEmpty()).toList();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Html head = Html.of("tr").add(Html.of("th").attr("scope", "col").text("Policy"));
        Set<String> policies = new LinkedHashSet<>();
        for (Stage stage : asked) {
            head.add(Html.of("th").attr("scope", "col").attr("class", "n").text(stage.title()));
            policies.addAll(rates(stage).keySet());
        }
        Html body = Html.of("tbody");
        policies.forEach(policy -> body.add(row(policy, asked)));
        return Optional.of(
                ReportPage.scrollable(
                        "Policies kept, by stage",
                        Html.of("table").add(Html.of("thead").add(head), body)));
    }

    private static Map<String, PolicyRate> rates(Stage stage) {
        Map<String, PolicyRate> rates = new LinkedHashMap<>();
        stage.measurements().forEach(measured -> rates.putAll(measured.policies()));
        return rates;
    }

    private static Html row(String policy, List<Stage> stages) {
        Html row =
                Html.of("tr")
                        .add(Html.of("th").attr("scope", "row").add(Html.of("code").text(policy)));
        for (Stage stage : stages) {
            PolicyRate rate = rates(stage).get(policy);
            row.add(rate == null ? Html.of("td", "n absent", "not measured") : cell(rate));
        }
        return row;
    }

    private static Html cell(PolicyRate rate) {
        return Html.of("td")
                .attr("class", "n")
                .add(
                        Html.of("b").text(String.format(Locale.ROOT, "%.0f%%", 100 * rate.share())),
                        Html.of("small").text("%d of %d".formatted(rate.kept(), rate.cases())));
    }
}
