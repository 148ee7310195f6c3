package ai.inhouse.alignment.rollout;

import ai.inhouse.base.Hash;
import ai.inhouse.training.BatchSource;
import ai.inhouse.training.EpochOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which prompts each step asks, each once an epoch. What is answered follows from the weights at
/// the step's beginning and its seed, so that a run that was stopped goes on as if it had not been.
public final class RolloutBatches implements BatchSource<RolloutBatch> {
    /// Answers that are learned from at once; more would take more memory and be no faster.
    public static final int ROWS = 16;

    private final List<EncodedPrompt> prompts;
    private final RolloutSettings settings;
    private final long seed;
    private final EpochOrder order;

    /// @param prompts at least one
    public RolloutBatches(List<EncodedPrompt> prompts, RolloutSettings settings, long seed) {
        this.prompts = List.copyOf(prompts);
        this.settings = settings;
        this.seed = seed;
        this.order = new EpochOrder(prompts.size(), seed);
    }

    /// How many tokens a step learns from at most.
    public long tokensPerStep() {
        double mean = prompts.stream().mapToInt(p -> p.ids().length).average().orElseThrow();
        return Math.round(settings.answersPerStep() * (mean + settings.mostTokens()));
    }

    /// How many steps ask each prompt once.
    public long stepsPerEpoch() {
        return Math.ceilDiv(prompts.size(), settings.prompts());
    }

    @Override
    public int microBatches() {
        return Math.ceilDiv(settings.answersPerStep(), ROWS);
    }

    @Override
    public int passes() {
        return settings.passes();
    }

    @Override
    public RolloutBatch batch(long step, int micro) {
        List<EncodedPrompt> asked = new ArrayList<>();
        for (int i = 0; i < settings.prompts(); i++) {
            asked.add(prompts.get(order.item((step - 1) * settings.prompts() + i)));
        }
        long answers = EpochOrder.random(~seed, step).nextLong();
        return new RolloutBatch(step, micro, microBatches(), asked, answers);
    }

    @Override
    public Hash fingerprint() {
        List<String> parts = new ArrayList<>();
        parts.addAll(List.of("rollouts", settings.toString(), Long.toString(seed)));
        for (EncodedPrompt prompt : prompts) {
            parts.add(Arrays.toString(prompt.ids()));
            parts.add(prompt.asked().keys().toString());
        }
        return Hash.ofParts(parts);
    }
}
