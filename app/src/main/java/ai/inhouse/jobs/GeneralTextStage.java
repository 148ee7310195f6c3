package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.evaluation.SelfSample;
import ai.inhouse.evaluation.TextItem;
import ai.inhouse.jobs.StageContext.Made;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has the model that later stages start from write text before they change it, to measure on it
/// what they forget. The recipe may name text instead.
final class GeneralTextStage implements Stage {
    static final String NAME = "general_text";

    private static final int SAMPLES = 64;
    private static final int TOKENS = 256;

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
        if (context.recipe().data().generalText().isPresent()) {
            return Optional.of("the recipe names the text");
        }
        return context.model(of).isEmpty()
                ? Optional.of("there is no model yet to write it")
                : Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of(context.model(of).map(Made::weights).orElse(""), SAMPLES + " x " + TOKENS);
    }

    @Override
    public Result run(StageContext context) {
        Path file = file(context);
        try (OpenModel model = OpenModel.open(context, context.required(of, "model"))) {
            List<TextItem> texts = SelfSample.readOrWrite(file, model.evaluated(), SAMPLES, TOKENS);
            return new Result(
                    "%d texts by %s".formatted(texts.size(), model.evaluated().name()),
                    Map.of("file", file.toString(), "hash", Hash.of(file).hex()));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "keeping sampled text", file, e, "Check that the disk has room.");
        }
    }

    private Path file(StageContext context) {
        String name = Hash.ofParts(inputs(context)).brief() + ".jsonl";
        return context.workspace().folder().resolve("general").resolve(name);
    }
}
