package ai.inhouse.inference;

/// A token that was drawn from another distribution than the one that counts.
///
/// @param token -1 for none
/// @param chances of all tokens, by which it was drawn
record Guess(int token, float[] chances) {
    static final Guess NONE = new Guess(-1, new float[0]);

    boolean present() {
        return token >= 0;
    }
}
