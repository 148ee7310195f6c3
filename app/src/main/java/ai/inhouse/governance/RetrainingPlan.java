package ai.inhouse.governance;

import ai.inhouse.base.Units;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.List;

/// The least retraining that takes something out of the weights: every stage whose model was shaped
/// by it, begun from what never saw it.
///
/// @param steps in their order
/// @param measuringSeconds how long the stages that measure and report took last
/// @param elsewhere models that were shaped by it too, but are not made by the recipe: copies,
///   merged ones, those of other recipes; they stay withdrawn
public record RetrainingPlan(List<Step> steps, double measuringSeconds, List<String> elsewhere) {
    public RetrainingPlan {
        steps = List.copyOf(steps);
        elsewhere = List.copyOf(elsewhere);
    }

    /// @param startsFrom a model that never saw it, one that is retrained before, or "random
    ///   weights"
    /// @param seconds how long it took when it was last run
    public record Step(String stage, String model, String startsFrom, double seconds) {
        String line() {
            return "  %-24s %-32s from %s, %s%n"
                    .formatted(stage, model, startsFrom, duration(seconds));
        }
    }

    public double seconds() {
        return measuringSeconds + steps.stream().mapToDouble(Step::seconds).sum();
    }

    @JsonIgnore
    public boolean isNothing() {
        return steps.isEmpty() && elsewhere.isEmpty();
    }

    /// For people.
    public String text() {
        if (isNothing()) {
            return "No model learned from it: nothing has to be trained again.\n";
        }
        StringBuilder text = new StringBuilder();
        if (!steps.isEmpty()) {
            text.append("To be trained again, by what each stage took last:\n");
            steps.forEach(step -> text.append(step.line()));
            text.append(
                    "  measuring and the rest %s, together %s%n"
                            .formatted(duration(measuringSeconds), duration(seconds())));
        }
        if (!elsewhere.isEmpty()) {
            text.append(
                    "Not made by this recipe, and withdrawn until they are replaced: %s%n"
                            .formatted(String.join(", ", elsewhere)));
        }
        return text.toString();
    }

    private static String duration(double seconds) {
        return Units.duration(Duration.ofMillis((long) (1000 * seconds)));
    }
}
