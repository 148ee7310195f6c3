package ai.inhouse.alignment.review;

/// Before a reviewer's word counts, it is held against items whose answer is known. They come among
/// the others and look like them.
///
/// @param after so many known items
/// @param bar share of them that must be right
/// @param share of a reviewer's items that are known ones, once qualified; before, every second is
public record Qualification(int after, double bar, double share) {
    public static final int AFTER = 10;
    public static final double BAR = 0.8;
    public static final double SHARE = 0.05;

    public Qualification {
        if (after < 1 || !(bar > 0 && bar <= 1) || !(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException(
                    "qualification after %d, bar %s, share %s".formatted(after, bar, share));
        }
    }

    /// Whether a reviewer's word counts.
    boolean reached(long rated, long right) {
        return rated >= after && right >= bar * rated;
    }
}
