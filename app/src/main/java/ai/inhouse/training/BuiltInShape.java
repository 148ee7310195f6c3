package ai.inhouse.training;

import ai.inhouse.base.InhouseException;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelConfig.Architecture;
import java.util.List;
import java.util.Optional;

/// A model shape to measure with, where no model of that size lies at hand.
///
/// @param title for instance `tiny-14m`
public record BuiltInShape(String title, ModelConfig config) {
    private static final int HEAD_SIZE = 64;
    private static final int MAX_LENGTH = 8_192;
    private static final double ROPE_THETA = 1e5;
    private static final double NORM_EPSILON = 1e-5;

    /// All of them.
    public static List<BuiltInShape> all() {
        return List.of(
                new BuiltInShape("smollm2-135m", llama(30, 576, 1536, 9, 3, 49_152, true)),
                new BuiltInShape("tiny-14m", llama(6, 384, 1024, 6, 6, 8_192, true)),
                new BuiltInShape("llama-1b", llama(22, 2048, 5632, 32, 4, 32_000, false)));
    }

    /// @throws InhouseException if there is no shape of that title
    public static BuiltInShape named(String title) {
        return all().stream()
                .filter(shape -> shape.title.equals(title))
                .findFirst()
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "choosing a model to measure",
                                        title,
                                        "there is no built-in shape of that name",
                                        "Take one of %s."
                                                .formatted(
                                                        String.join(
                                                                ", ",
                                                                all().stream()
                                                                        .map(BuiltInShape::title)
                                                                        .toList()))));
    }

    private static ModelConfig llama(
            int layers,
            int width,
            int intermediate,
            int heads,
            int keyValueHeads,
            int vocabulary,
            boolean tied) {
        return new ModelConfig(
                Architecture.LLAMA,
                vocabulary,
                width,
                intermediate,
                layers,
                heads,
                keyValueHeads,
                HEAD_SIZE,
                MAX_LENGTH,
                ROPE_THETA,
                Optional.empty(),
                NORM_EPSILON,
                tied,
                false,
                false);
    }
}
