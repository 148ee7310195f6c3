package ai.inhouse.jobs;

import ai.inhouse.evaluation.TextItem;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Reference;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.training.MixedObjective;
import ai.inhouse.training.Mixture;
import ai.inhouse.training.PretrainBatches;
import ai.inhouse.training.TextRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is learned, mixed with text on which the model is held to what it predicted before it was
/// changed: text that it wrote then itself, by the recipe's share.
final class Mixing implements AutoCloseable {
    /// On text that training has not seen, a little more is forgotten than on what it holds to.
    private static final double MARGIN = 0.75;

    private final StageContext context;
    private final int heldRows;
    private final Optional<Before> before;

    /// The model that wrote the text.
    private record Before(LoadedModel model, Reference reference) implements AutoCloseable {
        static Before open(StageContext context) {
            LoadedModel model =
                    context.models().load(context.required(GeneralTextStage.NAME, "by"));
            return new Before(
                    model, new Reference(model.weights(), Precision.fastest(), context.threads()));
        }

        @Override
        public void close() {
            reference.close();
            model.close();
        }
    }

    private Mixing(StageContext context, int heldRows, Optional<Before> before) {
        this.context = context;
        this.heldRows = heldRows;
        this.before = before;
    }

    /// @param tokensPerStep of all that a step computes
    static Mixing open(StageContext context, long tokensPerStep) {
        if (!holds(context)) {
            return new Mixing(context, 0, Optional.empty());
        }
        int rows = heldRows(context.recipe(), tokensPerStep);
        return new Mixing(context, rows, Optional.of(Before.open(context)));
    }

    static int heldRows(Recipe recipe, long tokensPerStep) {
        long rows = Math.round(recipe.replay() * tokensPerStep / GeneralTextStage.TOKENS);
        return (int) Math.max(1, rows);
    }

    /// What decides how training is held.
    static String inputs(StageContext context) {
        return holds(context)
                ? "held to %s on %s of %s"
                        .formatted(
                                context.recipe().forgetting(),
                                context.recipe().replay(),
                                context.required(GeneralTextStage.NAME, "replay_hash"))
                : "held to nothing";
    }

    /// Whether there was a model before this stage, and the recipe holds to it.
    private static boolean holds(StageContext context) {
        return context.recipe().replay() > 0
                && context.output(GeneralTextStage.NAME, "replay_hash").isPresent();
    }

    /// The rows that are left for learning, when so many were to be computed.
    PretrainBatches.Shape remaining(PretrainBatches.Shape shape) {
        return remaining(shape, heldRows);
    }

    static PretrainBatches.Shape remaining(PretrainBatches.Shape shape, int heldRows) {
        long held = (long) heldRows * GeneralTextStage.TOKENS;
        long rows = shape.rows() - Math.ceilDiv(held, shape.length());
        return new PretrainBatches.Shape(
                shape.microBatches(), (int) Math.max(1, rows), shape.length());
    }

    /// @param learned parts
    Mixture with(Tokenizer tokenizer, List<Mixture.Part> learned) {
        List<Mixture.Part> parts = new ArrayList<>(learned);
        if (heldRows > 0) {
            TextRows rows =
                    new TextRows(
                            texts(tokenizer),
                            heldRows,
                            tokenizer.padding(),
                            context.recipe().seed());
            parts.add(Mixture.Part.held("general", rows));
        }
        return new Mixture(parts);
    }

    /// Each begins with what stands before every text, as where forgetting is measured.
    private List<int[]> texts(Tokenizer tokenizer) {
        Path file = context.file(context.required(GeneralTextStage.NAME, "replay_file"));
        int most = GeneralTextStage.TOKENS + 1;
        return TextItem.read(file).stream()
                .map(item -> tokenizer.encodeFromStart(item.text()))
                .filter(ids -> ids.length > 1)
                .map(ids -> Arrays.copyOf(ids, Math.min(most, ids.length)))
                .toList();
    }

    MixedObjective objective() {
        return new MixedObjective(before.map(b -> new MixedObjective.Hold(b.reference(), bound())));
    }

    /// In nats a token.
    private double bound() {
        String nats = context.required(GeneralTextStage.NAME, "replay_nats_per_token");
        return MARGIN * context.recipe().forgetting() * Double.parseDouble(nats);
    }

    @Override
    public void close() {
        before.ifPresent(Before::close);
    }
}
