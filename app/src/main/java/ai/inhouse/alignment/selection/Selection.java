package ai.inhouse.alignment.selection;

import ai.inhouse.alignment.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;

/// Which of a step's answers are worth imitating.
public sealed interface Selection {
    /// @return answers, in their order
    int[] of(Rollout rollout);

    /// The one of each group that earned most (best-of-n; Dong et al. 2023, RAFT). Of a group that
    /// earned all alike none is better, and none is taken.
    record Best() implements Selection {
        @Override
        public int[] of(Rollout rollout) {
            List<Integer> best = new ArrayList<>();
            for (int group = 0; group < rollout.groups(); group++) {
                Extremes extremes = Extremes.of(rollout, group);
                if (extremes.differ(rollout)) {
                    best.add(extremes.best());
                }
            }
            return best.stream().mapToInt(i -> i).toArray();
        }
    }

    /// All that earned enough (rejection sampling; Touvron et al. 2023, section 3.2.3).
    ///
    /// @param least reward
    record Enough(double least) implements Selection {
        @Override
        public int[] of(Rollout rollout) {
            List<Integer> enough = new ArrayList<>();
            for (int answer = 0; answer < rollout.answers(); answer++) {
                if (rollout.earned()[answer] >= least) {
                    enough.add(answer);
                }
            }
            return enough.stream().mapToInt(i -> i).toArray();
        }
    }
}
