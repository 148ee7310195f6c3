package ai.inhouse.cli;

import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.evaluation.RewardQuality;
import ai.inhouse.evaluation.RewardReport;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse align reward`: how well a reward model knows what people prefer.
@Command(
        name = "reward",
        description = {
            "Measure a reward model on pairs of answers: how often it scores the preferred one",
            "higher, whether it is right as often as it is sure, and whether it only counts words.",
            "A recipe with a budget.reward trains one."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  inhouse align reward --model harbour-reward --preferences held-out.jsonl"
        })
final class AlignRewardCommand extends Subcommand {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            required = true,
            description = "Reward model by name or folder.")
    private String model = "";

    @Option(
            names = "--preferences",
            paramLabel = "FILE",
            required = true,
            description = "Pairs as JSONL: prompt, chosen, rejected.")
    private Path preferences = Path.of("");

    @Option(names = "--threads", description = "Threads (default: one a core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        try (Workspace workspace = workspaceFor(model)) {
            Path folder = new ModelShelf(workspace, Clock.systemUTC()).find(model);
            try (RewardModel opened = RewardModel.open(folder, threads)) {
                RewardReport report =
                        RewardReport.of(opened, PreferenceReader.read(preferences).pairs());
                return done(json(report), text(report));
            }
        }
    }

    /// The figures of all pairs stand beside the tables.
    private static Map<String, Object> json(RewardReport report) {
        Map<String, Object> json = new LinkedHashMap<>(report.figures());
        json.put("without_length", report.withoutLength());
        json.put("reliability", report.reliability());
        json.put("slices", report.slices());
        return json;
    }

    private static String text(RewardReport report) {
        List<String> lines = new ArrayList<>();
        report.figures().forEach((name, value) -> lines.add(line(name, value)));
        lines.add("");
        lines.add("without what length earns");
        for (String name : List.of("pair_accuracy", "calibration_error")) {
            Double value = report.withoutLength().get(name);
            if (value != null) {
                lines.add(line("  " + name, value));
            }
        }
        lines.add("");
        lines.add("sure of it              pairs    sure   right");
        for (RewardQuality.Reliability bin : report.reliability()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %.2f to %.2f          %5d   %.3f   %.3f",
                            bin.from(),
                            bin.to(),
                            bin.pairs(),
                            bin.confidence(),
                            bin.accuracy()));
        }
        lines.add("");
        lines.add("on                                pairs   right   95% interval");
        for (RewardReport.Slice slice : report.slices()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-30s  %5d   %.3f   %.3f to %.3f",
                            slice.name(),
                            slice.pairs(),
                            slice.accuracy(),
                            slice.low(),
                            slice.high()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(String name, double value) {
        return String.format(Locale.ROOT, "%-28s %.3f", name.replace('_', ' '), value);
    }
}
