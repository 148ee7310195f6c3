package ai.inhouse.corpus.pii;

import java.math.BigInteger;

/// Arithmetic by which a number shows that it was not mistyped, nor made up.
public final class CheckDigits {
    private static final String VERHOEFF_PERMUTED =
            "0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258";
    private static final String VERHOEFF_PRODUCT =
            "0123456789 1234067895 2340178956 3401289567 4012395678"
                    + " 5987604321 6598710432 7659821043 8765932104 9876543210";

    private CheckDigits() {}

    public static int digit(String number, int at) {
        return number.charAt(at) - '0';
    }

    /// ISO/IEC 7812-1: every second digit from the right counts double.
    public static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digit(digits, digits.length() - 1 - i);
            int twice = 2 * digit;
            sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
        }
        return sum % 10 == 0;
    }

    /// The sum of each digit times its weight, from the left.
    public static int weighted(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(digits, i) * weights[i];
        }
        return sum;
    }

    public static int modulo(String digits, int divisor) {
        return new BigInteger(digits).mod(BigInteger.valueOf(divisor)).intValue();
    }

    /// ISO 7064, MOD 11,10.
    public static boolean mod11And10(String digits) {
        int product = 10;
        for (int i = 0; i < digits.length() - 1; i++) {
            int sum = (digit(digits, i) + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }
        return (11 - product) % 10 == digit(digits, digits.length() - 1);
    }

    /// Verhoeff 1969: catches every swap of neighbours.
    public static boolean verhoeff(String digits) {
        int check = 0;
        for (int i = 0; i < digits.length(); i++) {
            int permuted =
                    VERHOEFF_PERMUTED.charAt(i % 8 * 11 + digit(digits, digits.length() - 1 - i))
                            - '0';
            check = VERHOEFF_PRODUCT.charAt(check * 11 + permuted) - '0';
        }
        return check == 0;
    }

    /// Whether month and day can be: the month from 1 to 12, the day from 1 to 31.
    public static boolean isMonthAndDay(String digits, int monthAt, int dayAt) {
        int month = 10 * digit(digits, monthAt) + digit(digits, monthAt + 1);
        int day = 10 * digit(digits, dayAt) + digit(digits, dayAt + 1);
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    /// Whether all characters are the same, as in placeholders.
    public static boolean isOneDigit(String digits) {
        return digits.chars().distinct().count() == 1;
    }
}
