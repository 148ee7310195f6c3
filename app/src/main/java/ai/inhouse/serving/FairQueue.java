package ai.inhouse.serving;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Jobs that wait, of each caller in their order. Next is always a job of the caller who was served
/// least: a virtual token counter as in "Fairness in Serving Large Language Models" (Sheng et al.
/// 2024). One caller's flood delays the others by no more than the job that is being generated.
final class FairQueue {
    /// A written token takes a step; the tokens of a prompt share one.
    private static final double WRITTEN_COST = 4;

    private final Map<String, Deficit> callers = new HashMap<>();
    private int size;
    private long promptTokens;

    /// One caller's jobs, and what was done for it so far.
    private static final class Deficit {
        final ArrayDeque<Job> waiting = new ArrayDeque<>();
        double served;
    }

    int size() {
        return size;
    }

    /// Tokens of all prompts that wait.
    long promptTokens() {
        return promptTokens;
    }

    void add(Job job) {
        Deficit caller = callers.computeIfAbsent(job.caller(), name -> new Deficit());
        if (caller.waiting.isEmpty()) {
            // Time without requests earns nothing, or a returning caller would shut all others out.
            caller.served = Math.max(caller.served, leastServed());
        }
        caller.waiting.add(job);
        size++;
        promptTokens += job.promptTokens();
    }

    private double leastServed() {
        return callers.values().stream()
                .filter(caller -> !caller.waiting.isEmpty())
                .mapToDouble(caller -> caller.served)
                .min()
                .orElse(0);
    }

    Optional<Job> peek() {
        return next().map(caller -> caller.waiting.getFirst());
    }

    private Optional<Deficit> next() {
        return callers.values().stream()
                .filter(caller -> !caller.waiting.isEmpty())
                .min((a, b) -> Double.compare(a.served, b.served));
    }

    /// Takes the job that [#peek] shows, and charges for reading its prompt.
    Job take() {
        Deficit caller = next().orElseThrow();
        Job job = caller.waiting.removeFirst();
        caller.served += job.promptTokens();
        size--;
        promptTokens -= job.promptTokens();
        return job;
    }

    /// Charges for what was written for a caller.
    void charge(String name, int writtenTokens) {
        Deficit caller = callers.get(name);
        if (caller != null) {
            caller.served += WRITTEN_COST * writtenTokens;
        }
    }

    void removeAll(Collection<Job> jobs) {
        for (Job job : jobs) {
            Deficit caller = callers.get(job.caller());
            if (caller != null && caller.waiting.remove(job)) {
                size--;
                promptTokens -= job.promptTokens();
            }
        }
    }
}
