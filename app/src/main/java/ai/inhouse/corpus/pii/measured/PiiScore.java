package ai.inhouse.corpus.pii.measured;

import java.util.SortedMap;

/// How well values were found: counts by label.
///
/// @param texts how many were searched
/// @param bytes of them
/// @param falsePositivesPer100Kb findings that are none, in 100,000 bytes
public record PiiScore(
        String set,
        int texts,
        long bytes,
        double precision,
        double recall,
        double f1,
        double lowestRecall,
        double falsePositivesPer100Kb,
        double megabytesPerSecond,
        SortedMap<String, Counts> labels) {

    /// @param found values that were found, whole
    /// @param missed values that were not
    /// @param wrong findings that are no such value
    public record Counts(int found, int missed, int wrong) {
        Counts plus(int more, int less, int none) {
            return new Counts(found + more, missed + less, wrong + none);
        }

        public double precision() {
            return found + wrong == 0 ? 1 : found / (double) (found + wrong);
        }

        public double recall() {
            return found + missed == 0 ? 1 : found / (double) (found + missed);
        }
    }
}
