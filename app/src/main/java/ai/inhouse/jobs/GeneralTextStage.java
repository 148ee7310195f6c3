package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.SelfSample;
import ai.inhouse.evaluation.TextItem;
import ai.inhouse.jobs.StageContext.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has the model that later stages start from write text before they change it: to measure on it
/// what they forget, unless the recipe names text for that, and to train on other such text against
/// forgetting.
final class GeneralTextStage implements Stage {
    static final String NAME = "general_text";

    static final int SAMPLES = 64;
    static final int TOKENS = 256;

    /// Texts to train on, over and over.
    static final int REPLAYED = 256;

    /// Texts on which it is measured how likely the model holds what it writes.
    static final int SCORED = 32;

    private final String of;

    /// @param of the stage whose model writes
    GeneralTextStage(String of) {
        this.of = of;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        if (context.model(of).isEmpty()) {
            return Optional.of("there is no model yet to write it");
        }
        return measuringSamples(context) == 0 && replaySamples(context) == 0
                ? Optional.of("the recipe names the text")
                : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of(
                context.model(of).map(Made::weights).orElse(""),
                "%d and %d x %d"
                        .formatted(measuringSamples(context), replaySamples(context), TOKENS));
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return outputs.entrySet().stream()
                .filter(output -> output.getKey().endsWith("file"))
                .allMatch(output -> Files.exists(context.file(output.getValue())));
    }

    /// None where the recipe names text to measure on.
    private static int measuringSamples(StageContext context) {
        return context.recipe().data().generalText().isPresent() ? 0 : SAMPLES;
    }

    private static int replaySamples(StageContext context) {
        return context.recipe().replay() == 0 ? 0 : REPLAYED;
    }

    @Override
    public Result run(StageContext context) {
        try (OpenModel model = OpenModel.open(context, context.required(of, "model"))) {
            Map<String, Object> outputs = new LinkedHashMap<>();
            List<TextItem> measuring =
                    write(
                            context,
                            model,
                            SelfSample.Use.MEASURING,
                            measuringSamples(context),
                            "",
                            outputs);
            List<TextItem> replayed =
                    write(
                            context,
                            model,
                            SelfSample.Use.REPLAY,
                            replaySamples(context),
                            "replay_",
                            outputs);
            outputs.put("by", model.name());
            if (!replayed.isEmpty()) {
                List<TextItem> scored = replayed.subList(0, Math.min(SCORED, replayed.size()));
                outputs.put(
                        "replay_nats_per_token",
                        SelfSample.natsPerToken(model.evaluated(), scored));
            }
            return new Result(
                    "%d texts by %s to measure on, %d to train on"
                            .formatted(measuring.size(), model.name(), replayed.size()),
                    outputs);
        }
    }

    private List<TextItem> write(
            StageContext context,
            OpenModel model,
            SelfSample.Use use,
            int samples,
            String prefix,
            Map<String, Object> outputs) {
        if (samples == 0) {
            return List.of();
        }
        Path file = file(context, prefix);
        try {
            List<TextItem> texts =
                    SelfSample.readOrWrite(file, model.evaluated(), use, samples, TOKENS);
            outputs.put(prefix + "file", context.named(file));
            outputs.put(prefix + "hash", Hash.of(file).hex());
            return texts;
        } catch (IOException e) {
            throw InhouseException.internal(
                    "keeping sampled text", file, e, "Check that the disk has room.");
        }
    }

    private Path file(StageContext context, String prefix) {
        String name = "%s%s.jsonl".formatted(prefix, Hash.ofParts(inputs(context)).brief());
        return context.workspace().folder().resolve("general").resolve(name);
    }
}
