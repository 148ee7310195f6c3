package ai.inhouse.inference.grammar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Decimal numbers between bounds, as an automaton that compares digit by digit. It writes them
/// without exponent, and with so few digits that no parser rounds one across a bound.
///
/// @param fraction most digits after the point; 0 for integers
/// @param multipleOf for integers only; 1 for all
record NumberRange(Optional<Bound> least, Optional<Bound> most, int fraction, int multipleOf) {
    private static final int MOST_DIGITS = 15;

    /// @param included whether the bound itself is in the range
    record Bound(BigDecimal value, boolean included) {
        private Bound negated() {
            return new Bound(value.negate(), included);
        }
    }

    private enum Phase {
        START,
        SIGNED,
        ZERO,
        WHOLE,
        POINT,
        FRACTION
    }

    /// Where a number is after some of its characters.
    ///
    /// @param digits in the present part
    /// @param least how its digits so far compare with the lower bound's; as `most`
    private record At(
            Phase phase, boolean negative, int digits, int least, int most, int remainder) {}

    Dfa compile(String where) {
        return Dfa.explore(
                where, new At(Phase.START, false, 0, 0, 0, 0), this::next, this::accepts);
    }

    private Map<CharSet.Range, At> next(At at) {
        Map<CharSet.Range, At> next = new LinkedHashMap<>();
        if (at.phase == Phase.START) {
            next.put(only('-'), new At(Phase.SIGNED, true, 0, 0, 0, 0));
        }
        if (fraction > 0 && (at.phase == Phase.ZERO || at.phase == Phase.WHOLE)) {
            next.put(
                    only('.'),
                    new At(
                            Phase.POINT,
                            at.negative,
                            0,
                            atPoint(at.least, at.digits, low(at)),
                            atPoint(at.most, at.digits, high(at)),
                            0));
        }
        for (int digit = 0; digit <= 9; digit++) {
            digit(at, digit).ifPresent(addTo(next, digit));
        }
        return next;
    }

    private static Consumer<At> addTo(Map<CharSet.Range, At> next, int digit) {
        return to -> next.put(only('0' + digit), to);
    }

    private static CharSet.Range only(int character) {
        return new CharSet.Range(character, character);
    }

    private Optional<At> digit(At at, int digit) {
        return switch (at.phase) {
            case START, SIGNED ->
                    Optional.of(whole(at, digit == 0 ? Phase.ZERO : Phase.WHOLE, digit));
            case WHOLE ->
                    at.digits < MOST_DIGITS
                            ? Optional.of(whole(at, Phase.WHOLE, digit))
                            : Optional.empty();
            case ZERO -> Optional.empty();
            case POINT, FRACTION ->
                    at.digits < fraction
                            ? Optional.of(
                                    new At(
                                            Phase.FRACTION,
                                            at.negative,
                                            at.digits + 1,
                                            inFraction(at.least, at.digits, digit, low(at)),
                                            inFraction(at.most, at.digits, digit, high(at)),
                                            0))
                            : Optional.empty();
        };
    }

    private At whole(At at, Phase phase, int digit) {
        return new At(
                phase,
                at.negative,
                at.digits + 1,
                inWhole(at.least, at.digits, digit, low(at)),
                inWhole(at.most, at.digits, digit, high(at)),
                (at.remainder * 10 + digit) % multipleOf);
    }

    /// The magnitude's own bounds.
    private Optional<Bound> low(At at) {
        return at.negative ? most.map(Bound::negated) : least;
    }

    private Optional<Bound> high(At at) {
        return at.negative ? least.map(Bound::negated) : most;
    }

    private static String wholeDigits(BigDecimal value) {
        return value.setScale(0, RoundingMode.DOWN).abs().toPlainString();
    }

    private static String fractionDigits(BigDecimal value) {
        String text = value.abs().toPlainString();
        int point = text.indexOf('.');
        return point < 0 ? "" : text.substring(point + 1);
    }

    /// Compares by the first digits that differ; lengths are compared at the end of the part.
    private static int inWhole(int so, int index, int digit, Optional<Bound> bound) {
        if (so != 0 || bound.isEmpty()) {
            return so;
        }
        String digits = wholeDigits(bound.get().value);
        return index < digits.length() ? Integer.compare(digit, digits.charAt(index) - '0') : 0;
    }

    private static int atPoint(int so, int length, Optional<Bound> bound) {
        if (bound.isEmpty()) {
            return 0;
        }
        int longer = Integer.compare(length, wholeDigits(bound.get().value).length());
        return longer == 0 ? so : longer;
    }

    private static int inFraction(int so, int index, int digit, Optional<Bound> bound) {
        if (so != 0 || bound.isEmpty()) {
            return so;
        }
        String digits = fractionDigits(bound.get().value);
        return Integer.compare(digit, index < digits.length() ? digits.charAt(index) - '0' : 0);
    }

    private boolean accepts(At at) {
        boolean complete =
                at.phase == Phase.ZERO || at.phase == Phase.WHOLE || at.phase == Phase.FRACTION;
        return complete
                && at.remainder == 0
                && low(at).map(bound -> above(compare(at, at.least, bound), bound)).orElse(true)
                && high(at).map(bound -> below(compare(at, at.most, bound), bound)).orElse(true);
    }

    /// How the whole magnitude compares with a bound's, for bounds that are not negative.
    private static int compare(At at, int so, Bound bound) {
        if (bound.value.signum() < 0) {
            return 1;
        }
        int result = so;
        int compared = at.digits;
        if (at.phase != Phase.FRACTION) {
            result = atPoint(so, at.digits, Optional.of(bound));
            compared = 0;
        }
        if (result != 0) {
            return result;
        }
        String digits = fractionDigits(bound.value);
        String rest = digits.substring(Math.min(compared, digits.length()));
        return rest.chars().anyMatch(c -> c != '0') ? -1 : 0;
    }

    private static boolean above(int comparison, Bound bound) {
        return comparison > 0 || (comparison == 0 && bound.included);
    }

    private static boolean below(int comparison, Bound bound) {
        return comparison < 0 || (comparison == 0 && bound.included);
    }
}
