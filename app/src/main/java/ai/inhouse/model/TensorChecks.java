package ai.inhouse.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Compares the tensors of a file with those that are expected, without reading any.
///
/// @param problems all that is missing, misshapen or unexpected, in words
record TensorChecks(List<String> problems) {
    private static final int SHOWN = 20;

    TensorChecks(ParameterLayout expected, Map<String, List<Integer>> shapes) {
        this(expected, shapes, name -> false);
    }

    /// @param harmless which unexpected tensors may be passed over
    TensorChecks(
            ParameterLayout expected,
            Map<String, List<Integer>> shapes,
            Predicate<String> harmless) {
        this(compare(expected, shapes, harmless));
    }

    private static List<String> compare(
            ParameterLayout expected,
            Map<String, List<Integer>> shapes,
            Predicate<String> harmless) {
        Set<String> unexpected = new HashSet<>(shapes.keySet());
        List<String> problems = new ArrayList<>();
        for (ParameterLayout.Parameter parameter : expected.parameters()) {
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
                .filter(harmless.negate())
                .sorted()
                .forEach(name -> problems.add("%s is not part of this network".formatted(name)));
        return List.copyOf(problems);
    }

    /// The first of them in one line.
    String summary() {
        String shown = String.join("; ", problems.stream().limit(SHOWN).toList());
        int rest = problems.size() - SHOWN;
        return rest > 0 ? "%s; and %d more".formatted(shown, rest) : shown;
    }
}
