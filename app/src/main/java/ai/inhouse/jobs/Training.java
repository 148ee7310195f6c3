package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Units;
import ai.inhouse.model.TokenizerFiles;
import ai.inhouse.model.Weights;
import ai.inhouse.training.RunFolder;
import ai.inhouse.training.Trainer;
import ai.inhouse.training.TrainingTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs one stage's training in the run's folder, and says what came of it.
///
/// @param stage its name: checkpoints lie under it, and its rows in `metrics.jsonl` carry it
record Training(StageContext context, String stage) {
    /// The output that lists skipped steps, where there are any, each with the reason.
    static final String SKIPPED = "skipped_steps";

    /// @param setAside how many examples were too long
    record Outcome(Trainer.Summary summary, int setAside) {
        /// For the model card and the stage's outputs.
        private Map<String, Object> figures() {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("steps", summary.steps());
            figures.put("tokens", summary.tokens());
            if (Double.isFinite(summary.loss())) {
                figures.put("loss", summary.loss());
            }
            figures.putAll(summary.validation());
            return figures;
        }

        private Stage.Result result(String model, Hash weights) {
            Map<String, Object> outputs = new LinkedHashMap<>();
            outputs.put("model", model);
            outputs.put("weights", weights.hex());
            outputs.putAll(figures());
            if (!summary.skipped().isEmpty()) {
                outputs.put(SKIPPED, summary.skipped());
            }
            summary.best().ifPresent(step -> outputs.put("best_step", step));
            outputs.put("training_seconds", summary.seconds());
            outputs.put("tokens_per_second", summary.tokens() / Math.max(summary.seconds(), 1e-9));
            return new Stage.Result(message(), outputs);
        }

        private String message() {
            StringBuilder text = new StringBuilder();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%d steps, %s tokens in %s, loss %.3f",
                            summary.steps(),
                            Units.count(summary.tokens()),
                            Units.duration(Duration.ofMillis((long) (summary.seconds() * 1000))),
                            summary.loss()));
            summary.validation()
                    .forEach(
                            (name, value) ->
                                    text.append(
                                            String.format(
                                                    Locale.ROOT,
                                                    ", %s %.3f",
                                                    name.replace('_', ' '),
                                                    value)));
            if (!summary.skipped().isEmpty()) {
                text.append(", ").append(summary.skipped().size()).append(" steps skipped");
            }
            if (setAside > 0) {
                text.append(", ").append(setAside).append(" examples too long");
            }
            return text.toString();
        }
    }

    /// Puts the trained model on the shelf, with its tokenizer as it was.
    ///
    /// @param origin folder that the tokenizer comes from
    /// @param sources hashes of what the weights were made from
    Stage.Result save(
            Outcome outcome, String model, Weights weights, Path origin, List<String> sources) {
        TokenizerFiles tokenizer = TokenizerFiles.in(origin);
        Hash hash =
                context.models().save(model, stage, weights, tokenizer, sources, outcome.figures());
        return outcome.result(model, hash);
    }

    <B> Outcome run(TrainingTask<B> task) {
        return run(task, 0);
    }

    <B> Outcome run(TrainingTask<B> task, int setAside) {
        RunFolder folder =
                new RunFolder(
                        context.run().folder(), stage, context.recipe().operation().tensorboard());
        Trainer.Summary summary = new Trainer<>(task, folder, context.progress(), this::says).run();
        summary.resumedFrom().ifPresent(step -> says("went on from step " + step));
        summary.passedOver().forEach(why -> says("passed over " + why));
        summary.best().ifPresent(step -> says("ends with the weights of step " + step));
        if (summary.saving().saves() > 0) {
            says(saving(summary.saving()));
        }
        return new Outcome(summary, setAside);
    }

    private static String saving(Trainer.Saving saving) {
        return String.format(
                Locale.ROOT,
                "saved %d checkpoints: stood still for %.2f s, wrote for %.2f s",
                saving.saves(),
                saving.stillSeconds(),
                saving.writingSeconds());
    }

    private void says(String line) {
        context.run().append(stage + " " + line);
    }
}
