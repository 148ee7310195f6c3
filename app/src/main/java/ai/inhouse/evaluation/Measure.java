package ai.inhouse.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// What is measured, and how to read it.
///
/// @param name for files and gates, as in `closed_book_accuracy`
/// @param title for people, as in "Closed-book accuracy"
/// @param meaning one or two sentences: what was asked and what counts
public record Measure(String name, String title, String meaning, Better better, Scale scale) {
    /// Which way is up.
    public enum Better {
        @JsonProperty("higher")
        HIGHER,
        @JsonProperty("lower")
        LOWER
    }

    /// What kind of number it is, and so how it is written.
    public enum Scale {
        /// A share of cases, 0 to 1, written as a percentage.
        @JsonProperty("share")
        SHARE,
        /// Bits of information for each byte of text.
        @JsonProperty("bits")
        BITS,
        /// A relative change, written as a percentage with its sign.
        @JsonProperty("change")
        CHANGE
    }

    /// For instance `52%`, `1.243` or `+1.3%`.
    public String format(double value) {
        return switch (scale) {
            case SHARE -> String.format(Locale.ROOT, "%.0f%%", 100 * value);
            case BITS -> String.format(Locale.ROOT, "%.3f", value);
            case CHANGE -> signed("%+.1f", 100 * value) + "%";
        };
    }

    /// A difference of two values, for instance `+45 points`.
    public String formatDifference(double difference) {
        return switch (scale) {
            case SHARE -> signed("%+.0f", 100 * difference) + " points";
            case BITS -> signed("%+.3f", difference);
            case CHANGE -> signed("%+.1f", 100 * difference) + " points";
        };
    }

    /// What rounds to nothing has no sign.
    private static String signed(String format, double value) {
        String text = String.format(Locale.ROOT, format, value);
        return text.matches("[+-][0.]+") ? text.substring(1) : text;
    }

    /// For instance `+20 to +41 points`.
    public String formatDifference(Interval interval) {
        String low = formatDifference(interval.low());
        return low.replace(" points", "") + " to " + formatDifference(interval.high());
    }

    /// For instance `43% to 61%`.
    public String format(Interval interval) {
        return format(interval.low()) + " to " + format(interval.high());
    }
}
