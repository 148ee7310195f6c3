package ai.inhouse.tokens;

import ai.inhouse.base.Hash;

/// A long run of token ids that is read piece by piece, from memory or from a mapped file.
public interface TokenRun {
    long size();

    /// Fills `into` with the ids from a position on.
    void read(long from, int[] into);

    /// Changes with any id: what a run was trained on.
    Hash fingerprint();
}
