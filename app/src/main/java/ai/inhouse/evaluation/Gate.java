package ai.inhouse.evaluation;

import ai.inhouse.base.InhouseException;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model must reach before anyone gets to use it, written as in `closed_book_accuracy >=
/// 0.4`, `forgetting <= 2%`, `tone_adherence.classifier_accuracy >= 0.85`, `tuned:
/// closed_book_accuracy >= 0.3 above tuned_without_documents`.
///
/// @param stage which one is asked; empty for the last that has the measure
/// @param measure its name
/// @param detail one of the measurement's details or a policy's id, instead of its value
/// @param above a stage whose figure is subtracted first
public record Gate(
        Optional<String> stage,
        String measure,
        Optional<String> detail,
        Comparator comparator,
        double threshold,
        Optional<String> above) {
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(?:(?<stage>\\w+)\\s*:\\s*)?(?<measure>\\w+)(?:\\.(?<detail>[\\w-]+))?"
                            + "\\s*(?<comparator>>=|<=|>|<)"
                            + "\\s*(?<number>[+-]?\\d+(?:\\.\\d+)?)(?<percent>\\s*%)?"
                            + "(?:\\s+above\\s+(?<above>\\w+))?");

    /// How a figure is held against the threshold.
    public enum Comparator {
        AT_LEAST(">="),
        AT_MOST("<="),
        MORE_THAN(">"),
        LESS_THAN("<");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        boolean holds(double value, double threshold) {
            return switch (this) {
                case AT_LEAST -> value >= threshold;
                case AT_MOST -> value <= threshold;
                case MORE_THAN -> value > threshold;
                case LESS_THAN -> value < threshold;
            };
        }

        static Comparator of(String sign) {
            for (Comparator comparator : values()) {
                if (comparator.sign.equals(sign)) {
                    return comparator;
                }
            }
            throw new IllegalArgumentException("no comparator: " + sign);
        }
    }

    /// What came of a gate.
    ///
    /// @param measured the figure, the other stage's already subtracted; empty if there is none
    /// @param reason in plain words
    public record Result(Gate gate, boolean passed, OptionalDouble measured, String reason) {}

    /// @throws InhouseException if that is not how a gate is written
    @JsonCreator
    public static Gate parse(String text) {
        Matcher m = SYNTAX.matcher(text.strip());
        if (!m.matches()) {
            throw InhouseException.badInput(
                    "reading a gate",
                    "`" + text + "`",
                    "it is not written as `measure >= number`",
                    "Write it as in `closed_book_accuracy >= 0.4`, `forgetting <= 2%` or"
                            + " `tuned: closed_book_accuracy >= 0.3 above tuned_without_documents`.");
        }
        double number = Double.parseDouble(m.group("number"));
        return new Gate(
                Optional.ofNullable(m.group("stage")),
                m.group("measure"),
                Optional.ofNullable(m.group("detail")),
                Comparator.of(m.group("comparator")),
                m.group("percent") == null ? number : number / 100,
                Optional.ofNullable(m.group("above")));
    }

    /// As [#parse] reads it.
    @Override
    @JsonValue
    public String toString() {
        return stage.map(name -> name + ": ").orElse("")
                + measure
                + detail.map(name -> "." + name).orElse("")
                + " %s %s".formatted(comparator.sign, plain(threshold))
                + above.map(name -> " above " + name).orElse("");
    }

    private static String plain(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /// A gate on what was not measured does not hold.
    public Result check(List<Stage> stages) {
        Optional<Stage> asked = asked(stages);
        OptionalDouble figure = asked.map(this::figure).orElse(OptionalDouble.empty());
        if (figure.isEmpty()) {
            return new Result(this, false, figure, missing(asked));
        }
        double value = figure.getAsDouble();
        if (above.isPresent()) {
            OptionalDouble other =
                    find(stages, above.get()).map(this::figure).orElse(OptionalDouble.empty());
            if (other.isEmpty()) {
                return new Result(this, false, other, "not measured at " + above.get());
            }
            value -= other.getAsDouble();
        }
        Stage stage = asked.orElseThrow();
        boolean passed = comparator.holds(value, threshold);
        return new Result(this, passed, OptionalDouble.of(value), reason(stage, value));
    }

    private Optional<Stage> asked(List<Stage> stages) {
        return stage.isPresent()
                ? find(stages, stage.get())
                : stages.reversed().stream()
                        .filter(s -> s.measurement(measure).isPresent())
                        .findFirst();
    }

    private static Optional<Stage> find(List<Stage> stages, String name) {
        return stages.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    private OptionalDouble figure(Stage stage) {
        Optional<Measurement> measurement = stage.measurement(measure);
        Optional<Double> value =
                detail.isEmpty()
                        ? measurement.map(Measurement::value)
                        : measurement.flatMap(m -> detail(m, detail.get()));
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /// A figure of the measurement's own, or how often a policy was kept.
    private static Optional<Double> detail(Measurement measurement, String name) {
        return Optional.ofNullable(measurement.details().get(name))
                .or(
                        () ->
                                Optional.ofNullable(measurement.policies().get(name))
                                        .map(PolicyRate::share));
    }

    private String missing(Optional<Stage> asked) {
        return asked.map(s -> "not measured at " + s.name())
                .orElse(stage.map(name -> "there is no stage " + name).orElse("not measured"));
    }

    private String reason(Stage stage, double value) {
        String difference = above.map(name -> " above " + name).orElse("");
        return String.format(Locale.ROOT, "%.3f%s at %s", value, difference, stage.name());
    }
}
