package ai.inhouse.model;

import ai.inhouse.base.InhouseException;

/// Fills [Weights] from a file's tensors, once every name and shape has been found to be what the
/// configuration promises.
final class WeightReader {
    private static final String HEAD = "lm_head.weight";

    private WeightReader() {}

    /// @param where what to name in an error
    /// @throws InhouseException listing all that is missing, misshapen or unexpected
    static Weights read(ModelConfig config, TensorSource source, Object where) {
        check(config, source, where);
        Weights weights = Weights.zeros(config);
        try {
            for (ParameterLayout.Parameter parameter : weights.layout().parameters()) {
                source.copyTo(parameter.name(), weights.segment(parameter));
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /// Compares names and shapes without reading any weight.
    static void check(ModelConfig config, TensorSource source, Object where) {
        TensorChecks checks =
                new TensorChecks(
                        ParameterLayout.of(config),
                        source.shapes(),
                        name -> isHarmless(name, config));
        if (!checks.problems().isEmpty()) {
            throw InhouseException.badInput(
                    "reading the model's weights",
                    where,
                    checks.summary(),
                    "Check that the weights belong to this configuration.");
        }
    }

    /// Some exporters store what follows from the rest: the rotary frequencies, and the output head
    /// beside the embedding that it is tied to.
    private static boolean isHarmless(String name, ModelConfig config) {
        return name.endsWith("rotary_emb.inv_freq")
                || (config.tiedEmbeddings() && name.equals(HEAD));
    }
}
