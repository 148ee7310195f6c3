package ai.inhouse.cli;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.alignment.agreement.AgreementReport.Measure;
import ai.inhouse.alignment.agreement.AgreementReport.Question;
import ai.inhouse.store.Workspace;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `inhouse align agreement`: how far reviewers agree.
@Command(
        name = "agreement",
        description = {
            "How far reviewers agree: percent, Cohen's, Fleiss' and weighted kappa, Krippendorff's",
            "alpha, each with its 95%% interval, and how reliable each reviewer is."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse align agreement --json"})
final class AlignAgreementCommand extends Subcommand {
    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.create(workspaceFolder())) {
            AgreementReport report = AgreementReport.of(workspace.database());
            return done(report, text(report));
        }
    }

    private static String text(AgreementReport report) {
        StringBuilder text = new StringBuilder();
        for (Question question : report.questions()) {
            text.append(
                    "%s: %d items, %d ratings%n"
                            .formatted(question.title(), question.items(), question.ratings()));
            question.measures().forEach(m -> text.append("  %s%n".formatted(line(m))));
            question.reviewers()
                    .forEach(
                            r ->
                                    text.append(
                                            "  %-24s %d ratings%s%n"
                                                    .formatted(
                                                            r.name(),
                                                            r.ratings(),
                                                            r.reliability().isPresent()
                                                                    ? String.format(
                                                                            Locale.ROOT,
                                                                            ", reliability %.2f",
                                                                            r.reliability()
                                                                                    .getAsDouble())
                                                                    : "")));
            question.pairs()
                    .forEach(
                            p ->
                                    text.append(
                                            "  %s and %s, %d items: %s%n"
                                                    .formatted(
                                                            p.first(),
                                                            p.second(),
                                                            p.items(),
                                                            line(p.agreement()))));
        }
        report.models()
                .forEach(
                        m ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "%s would win %.0f%% (%d comparisons)%n",
                                                m.model(),
                                                100 * m.winRate(),
                                                m.comparisons())));
        return text.isEmpty() ? "Nothing was reviewed yet." : text.toString();
    }

    private static String line(Measure measure) {
        String name = "%-24s ".formatted(measure.name().replace('_', ' '));
        if (measure.value().isEmpty()) {
            return name + "undefined: " + measure.undefined().orElse("");
        }
        String value = String.format(Locale.ROOT, "%.3f", measure.value().getAsDouble());
        return measure.low().isEmpty() || measure.high().isEmpty()
                ? name + value
                : name
                        + value
                        + String.format(
                                Locale.ROOT,
                                " (%.3f to %.3f)",
                                measure.low().getAsDouble(),
                                measure.high().getAsDouble());
    }
}
