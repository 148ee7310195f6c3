package ai.inhouse.corpus.pii.personal;

import ai.inhouse.base.Hash;
import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A Bitcoin or Ethereum address; the old Bitcoin form by its double SHA-256.
public final class CryptoWallet implements Recognizer {
    private static final Pattern FORM =
            Pattern.compile(
                    "bc1[02-9ac-hj-np-z]{25,59}|0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,33}");
    private static final String DIGITS =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    @Override
    public String label() {
        return "crypto_wallet";
    }

    @Override
    public Category category() {
        return Category.FINANCIAL;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.CODE);
    }

    @Override
    public int minimumLength() {
        return 26;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(FORM)
                .filter(m -> "bc0x".contains(m.group().substring(0, 2)) || isBase58(m.group()))
                .map(m -> finding(Certainty.PROOF, m))
                .ifPresent(found);
    }

    /// A version's byte, 20 bytes of hash, and the first 4 of these 21's double SHA-256.
    private static boolean isBase58(String address) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < address.length(); i++) {
            int digit = DIGITS.indexOf(address.charAt(i));
            number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(digit));
        }
        String hex = "0".repeat(50) + number.toString(16);
        byte[] bytes = HexFormat.of().parseHex(hex.substring(hex.length() - 50));
        byte[] once = HexFormat.of().parseHex(Hash.of(Arrays.copyOf(bytes, 21)).hex());
        byte[] twice = HexFormat.of().parseHex(Hash.of(once).hex());
        return Arrays.equals(Arrays.copyOf(twice, 4), Arrays.copyOfRange(bytes, 21, 25));
    }
}
