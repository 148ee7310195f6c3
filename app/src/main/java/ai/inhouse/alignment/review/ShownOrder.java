package ai.inhouse.alignment.review;

import ai.inhouse.base.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// In which order a reviewer sees an item's answers: each reviewer in an order of their own, the
/// same each time, so that no answer gains by its place and an answer sent late is understood.
public final class ShownOrder {
    private ShownOrder() {}

    /// For each place on the screen the answer that stands there.
    public static List<Integer> of(String reviewer, ReviewItem item) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, item.answers().size()).boxed().toList());
        String seed = Hash.ofParts(List.of(reviewer, item.id().hex())).hex().substring(0, 16);
        Collections.shuffle(order, new Random(Long.parseUnsignedLong(seed, 16)));
        return List.copyOf(order);
    }
}
