package ai.inhouse.tuning;

import java.util.List;

/// Finds facts in one kind of structure. What is not surely a fact is left out: a wrong question
/// teaches nonsense, a missing one costs little.
interface FactFinder {
    List<Fact> find(Page page);
}
