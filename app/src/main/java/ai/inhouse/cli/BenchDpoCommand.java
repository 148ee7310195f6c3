package ai.inhouse.cli;

import ai.inhouse.alignment.DpoBench;
import ai.inhouse.training.TrainBench;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/// `inhouse bench dpo`.
@Command(
        name = "dpo",
        description = "Alignment steps (DPO) of all weights on pairs of answers.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse bench dpo --batch 4 --length 256"})
final class BenchDpoCommand extends TrainingBench {
    private double referenceSeconds;

    @Override
    int rows(int batch) {
        return Math.multiplyExact(2, batch);
    }

    @Override
    TrainBench.Run run(TrainBench.Setup setup) {
        DpoBench.Result result = DpoBench.run(setup);
        referenceSeconds = result.referenceSeconds();
        return result.run();
    }

    @Override
    Object value(TrainBench.Result result) {
        return Map.of("training", result, "reference_seconds", referenceSeconds);
    }

    @Override
    String text(TrainBench.Result result) {
        return super.text(result)
                + String.format(
                        Locale.ROOT,
                        "%n  %.3f s to ask the reference, once for all epochs",
                        referenceSeconds);
    }
}
