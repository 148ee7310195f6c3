package ai.inhouse.corpus.pii.secret;

import java.util.regex.Pattern;

/// Tells a secret's value from what stands in examples in its place.
final class Placeholders {
    private static final Pattern EXAMPLE =
            Pattern.compile(
                    "(?i)[*x.•-]+|<.*|\\[.*|\\$.*|%.*|\\{.*|your.*|.*example.*|.*placeholder.*|changeme|password\\W*"
                            + "|passw(?:or)?d|secret|token|null|none|true|false|redacted|process\\.env.*|os\\.environ.*|env\\W.*");

    private Placeholders() {}

    static boolean isReal(String value) {
        return !EXAMPLE.matcher(value).matches();
    }

    /// Shannon's entropy in bits a character.
    static double entropy(String value) {
        int[] counts = new int[128];
        for (int i = 0; i < value.length(); i++) {
            counts[value.charAt(i) & 127]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = count / (double) value.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }
}
