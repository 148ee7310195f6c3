package ai.inhouse.tokens;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Seeded text that holds what splits words: contractions, digits, white space of all kinds,
/// scripts without case, marks, symbols beyond the basic plane.
final class RandomText {
    private static final List<String> PIECES =
            List.of(
                    "'s",
                    "'LL",
                    "'ve",
                    "'",
                    "'ſ",
                    "don't",
                    " ",
                    "  ",
                    "\t",
                    "\n",
                    "\r\n",
                    "\n\n",
                    "\u00A0",
                    "\u2003",
                    "\u0085",
                    "\u2028",
                    "word",
                    "Word",
                    "naïve",
                    "日本語",
                    "คำ",
                    "Ελλάδα",
                    "١٢٣",
                    "Ⅷ",
                    "½",
                    "😀",
                    "👩‍👩‍👧",
                    "e\u0301",
                    "!",
                    "?!",
                    "...",
                    "—",
                    "$",
                    "42",
                    "7",
                    "#",
                    "_",
                    "a",
                    "b",
                    "ab",
                    "<|im_end|>",
                    "\u0000",
                    "\u200B",
                    "\uFFFD",
                    "{\"k\": 1}");

    private final RandomGenerator random;

    RandomText(long seed) {
        this.random = new Random(seed);
    }

    String next(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(codePoint());
            } else {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    /// Any assigned character of the first two planes.
    private int codePoint() {
        while (true) {
            int c = random.nextInt(0x20000);
            int type = Character.getType(c);
            if (type != Character.SURROGATE && type != Character.UNASSIGNED) {
                return c;
            }
        }
    }
}
