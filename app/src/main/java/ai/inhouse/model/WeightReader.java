package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Fills [Weights] from a file's tensors, once every name and shape has been found to be what the
/// configuration promises.
final class WeightReader {
    private static final int PROBLEMS_SHOWN = 20;
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
        Map<String, List<Integer>> shapes = source.shapes();
        Set<String> unexpected = new HashSet<>(shapes.keySet());
        List<String> problems = new ArrayList<>();
        for (ParameterLayout.Parameter parameter : ParameterLayout.of(config).parameters()) {
            List<Integer> shape = shapes.get(parameter.name());
            unexpected.remove(parameter.name());
            if (shape == null) {
                problems.add("%s is missing".formatted(parameter.name()));
            } else if (!shape.equals(parameter.shape())) {
                problems.add(
                        "%s has the shape %s instead of %s"
                                .formatted(parameter.name(), shape, parameter.shape()));
            }
        }
        unexpected.stream()
                .filter(name -> !isHarmless(name, config))
                .sorted()
                .forEach(name -> problems.add("%s is not part of this network".formatted(name)));
        if (!problems.isEmpty()) {
            throw InhouseException.badInput(
                    "reading the model's weights",
                    where,
                    summary(problems),
                    "Check that the weights belong to this configuration.");
        }
    }

    /// Some exporters store what follows from the rest: the rotary frequencies, and the output head
    /// beside the embedding that it is tied to.
    private static boolean isHarmless(String name, ModelConfig config) {
        return name.endsWith("rotary_emb.inv_freq")
                || (config.tiedEmbeddings() && name.equals(HEAD));
    }

    private static String summary(List<String> problems) {
        String shown = String.join("; ", problems.stream().limit(PROBLEMS_SHOWN).toList());
        int rest = problems.size() - PROBLEMS_SHOWN;
        return rest > 0 ? "%s; and %d more".formatted(shown, rest) : shown;
    }
}
