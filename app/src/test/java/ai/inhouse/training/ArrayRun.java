package ai.inhouse.training;

import ai.inhouse.base.Hash;
import ai.inhouse.tokens.TokenRun;
import java.util.Arrays;

/// Tokens in memory.
public record ArrayRun(int[] ids) implements TokenRun {
    @Override
    public long size() {
        return ids.length;
    }

    @Override
    public void read(long from, int[] into) {
        System.arraycopy(ids, (int) from, into, 0, into.length);
    }

    @Override
    public Hash fingerprint() {
        return Hash.of(Arrays.toString(ids));
    }
}
