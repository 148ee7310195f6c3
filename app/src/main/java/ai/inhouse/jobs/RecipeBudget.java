package ai.inhouse.jobs;

import ai.inhouse.base.Units;
import ai.inhouse.training.Budget;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much a training stage may use: wall-clock time, tokens, or epochs over its data.
public sealed interface RecipeBudget {
    /// Turned into a step count once, from the rate measured in the stage's first steps.
    record Time(Duration duration) implements RecipeBudget {
        @Override
        public String toString() {
            return Units.duration(duration);
        }
    }

    record Tokens(long tokens) implements RecipeBudget {
        @Override
        public String toString() {
            return Units.count(tokens) + " tokens";
        }
    }

    record Epochs(double epochs) implements RecipeBudget {
        @Override
        public String toString() {
            return epochs + " epochs";
        }
    }

    /// As steps, or as a time that the trainer turns into steps.
    ///
    /// @param tokensPerStep how many tokens a step computes
    /// @param stepsPerEpoch how many steps see all data once
    default Budget steps(long tokensPerStep, long stepsPerEpoch) {
        return switch (this) {
            case Time time -> Budget.ofTime(time.duration());
            case Tokens tokens -> Budget.ofSteps(Math.max(1, tokens.tokens() / tokensPerStep));
            case Epochs epochs ->
                    Budget.ofSteps(Math.max(1, Math.round(epochs.epochs() * stepsPerEpoch)));
        };
    }

    /// Whether not one step can be taken with it.
    default boolean isNothing() {
        return switch (this) {
            case Time t -> t.duration().isZero();
            case Tokens t -> t.tokens() == 0;
            case Epochs e -> e.epochs() == 0;
        };
    }

    /// A multiple of it.
    default RecipeBudget times(double factor) {
        return switch (this) {
            case Time t ->
                    new Time(Duration.ofMillis(Math.round(t.duration().toMillis() * factor)));
            case Tokens t -> new Tokens(Math.round(t.tokens() * factor));
            case Epochs e -> new Epochs(e.epochs() * factor);
        };
    }

    /// What the recipe's schema allows too.
    Pattern SYNTAX =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(s|min|h|(?:[kMG]\\s?)?tokens|epochs?)");

    /// Reads `90 s`, `3 min`, `1.5 h`, `5M tokens` or `3 epochs`.
    ///
    /// @throws IllegalArgumentException if it is none of these
    static RecipeBudget parse(String text) {
        Matcher m = SYNTAX.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no budget; write for instance 90 s, 3 min, 5M tokens or 2 epochs"
                            .formatted(text));
        }
        double value = Double.parseDouble(m.group(1));
        String unit = m.group(2).replace(" ", "");
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "s" -> new Time(Duration.ofMillis(Math.round(value * 1000)));
            case "min" -> new Time(Duration.ofMillis(Math.round(value * 60_000)));
            case "h" -> new Time(Duration.ofMillis(Math.round(value * 3_600_000)));
            case "epoch", "epochs" -> new Epochs(value);
            default -> new Tokens(Math.round(value * scale(unit)));
        };
    }

    private static double scale(String unit) {
        return switch (unit.charAt(0)) {
            case 'k' -> 1e3;
            case 'M' -> 1e6;
            case 'G' -> 1e9;
            default -> 1;
        };
    }
}
