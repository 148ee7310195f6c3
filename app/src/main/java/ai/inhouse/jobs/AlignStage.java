package ai.inhouse.jobs;

import ai.inhouse.evaluation.PreferencePair;
import ai.inhouse.jobs.StageContext.Made;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Moves the model towards what people preferred.
final class AlignStage implements Stage {
    static final String NAME = "align";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return Optional.of("not yet");
    }

    static Optional<Made> start(StageContext context) {
        return context.latest(TuneStage.NAME, PretrainStage.NAME, ImportStage.NAME);
    }

    static List<PreferencePair> heldOut(Recipe recipe) {
        return List.of();
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of();
    }

    @Override
    public Result run(StageContext context) {
        return new Result("", Map.of());
    }
}
