package ai.inhouse.alignment.rollout;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a step's first batch makes for all its batches and passes.
public final class OfStep<T> {
    private long step;
    private @Nullable T made;

    public T of(long wanted, Supplier<T> make) {
        T known = made;
        if (known == null || step != wanted) {
            known = make.get();
            made = known;
            step = wanted;
        }
        return known;
    }

    /// Makes it anew where the same step is taken again.
    public void forget() {
        made = null;
    }
}
