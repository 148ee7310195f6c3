package ai.inhouse.alignment;

/// What a reviewer said of an item.
public sealed interface Review {
    ReviewItem item();

    /// One of two answers is better.
    ///
    /// @param better index of the answer
    record Choice(ReviewItem item, int better) implements Review {
        public String chosen() {
            return item.answers().get(better);
        }

        public String rejected() {
            return item.answers().get(1 - better);
        }
    }

    /// An answer is good or is not.
    record Thumb(ReviewItem item, boolean up) implements Review {}
}
