package ai.inhouse.alignment.selection;

import ai.inhouse.alignment.rollout.Rollout;

/// The answers of a group that earned most and least; of several, the first.
record Extremes(int best, int worst) {
    static Extremes of(Rollout rollout, int group) {
        int from = group * rollout.samples();
        int best = from;
        int worst = from;
        for (int answer = from + 1; answer < from + rollout.samples(); answer++) {
            best = rollout.earned()[answer] > rollout.earned()[best] ? answer : best;
            worst = rollout.earned()[answer] < rollout.earned()[worst] ? answer : worst;
        }
        return new Extremes(best, worst);
    }

    boolean differ(Rollout rollout) {
        return rollout.earned()[best] > rollout.earned()[worst];
    }
}
