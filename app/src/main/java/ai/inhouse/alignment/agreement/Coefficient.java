package ai.inhouse.alignment.agreement;

import java.util.OptionalDouble;

/// A measure of agreement, or why it has no value.
public sealed interface Coefficient {
    record Of(double value) implements Coefficient {}

    /// @param why in plain words, as in "all ratings are the same"
    record Undefined(String why) implements Coefficient {}

    static Coefficient of(double value) {
        return new Of(value);
    }

    static Coefficient undefined(String why) {
        return new Undefined(why);
    }

    default OptionalDouble known() {
        return switch (this) {
            case Of of -> OptionalDouble.of(of.value());
            case Undefined _ -> OptionalDouble.empty();
        };
    }
}
