package ai.inhouse.cli;

import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.alignment.reward.RewardModel;
import ai.inhouse.evaluation.HeldOutRewards;
import ai.inhouse.evaluation.RewardQuality;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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
                RewardQuality quality =
                        HeldOutRewards.of(opened, PreferenceReader.read(preferences).pairs());
                return done(quality.figures(), text(quality.figures()));
            }
        }
    }

    private static String text(Map<String, Double> figures) {
        return figures.entrySet().stream()
                .map(
                        figure ->
                                String.format(
                                        Locale.ROOT,
                                        "%-28s %.3f",
                                        figure.getKey().replace('_', ' '),
                                        figure.getValue()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
