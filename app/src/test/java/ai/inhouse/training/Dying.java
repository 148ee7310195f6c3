package ai.inhouse.training;

import ai.inhouse.base.Hash;

/// Throws in the named step, at its micro-batch `micro`, as if the process were killed there.
public record Dying<B>(BatchSource<B> source, long step, int micro) implements BatchSource<B> {
    @Override
    public int microBatches() {
        return source.microBatches();
    }

    @Override
    public int passes() {
        return source.passes();
    }

    @Override
    public B batch(long at, int part) {
        if (at == step && part == micro) {
            throw new IllegalStateException("killed");
        }
        return source.batch(at, part);
    }

    @Override
    public Hash fingerprint() {
        return source.fingerprint();
    }
}
