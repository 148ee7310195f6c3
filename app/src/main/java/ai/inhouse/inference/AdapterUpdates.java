package ai.inhouse.inference;

import ai.inhouse.model.LoraTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds what adapters change to the products of one pass, each token's own: tokens of one adapter
/// are taken together wherever they stand in the step (as in S-LoRA, Sheng et al. 2023). For each
/// input all members first [#shrink] it, each some ranks of it, [#meet], and then [#expand] it into
/// their own rows of the product. A step without adapters does none of this.
final class AdapterUpdates {
    static final LoraTarget[] ATTENTION_INPUT = {
        LoraTarget.QUERY, LoraTarget.KEY, LoraTarget.VALUE
    };
    static final LoraTarget[] ATTENTION_OUTPUT = {LoraTarget.OUT};
    static final LoraTarget[] MLP_INPUT = {LoraTarget.GATE, LoraTarget.UP};
    static final LoraTarget[] MLP_OUTPUT = {LoraTarget.DOWN};

    /// Most targets that read the same input.
    private static final int SLOTS = 3;

    private final Team team;
    private final int[] ids;
    private final List<AdapterWeights> adapters = new ArrayList<>();
    private final List<LowRank.Tokens> tokens = new ArrayList<>();
    private final float[][] sums;
    private Activations inner = new Activations(1, 1);
    private int slotWidth;

    /// @param capacity most tokens of a step
    AdapterUpdates(Team team, int capacity) {
        this.team = team;
        this.ids = new int[capacity];
        this.sums = new float[team.size()][];
        for (int member = 0; member < sums.length; member++) {
            sums[member] = LowRank.scratch();
        }
    }

    /// Finds the adapters of a step's tokens, before the members start.
    void prepare(Step step) {
        adapters.clear();
        tokens.clear();
        int placed = 0;
        int rank = 0;
        for (int token = 0; token < step.tokens(); token++) {
            Optional<AdapterWeights> adapter = step.cache(token).adapter();
            if (adapter.isPresent() && !adapters.contains(adapter.get())) {
                int end = place(step, token, adapter.get(), placed);
                adapters.add(adapter.get());
                tokens.add(new LowRank.Tokens(ids, placed, end));
                placed = end;
                rank = Math.max(rank, adapter.get().rank());
            }
        }
        slotWidth = Math.max(slotWidth, Lanes.roundUp(rank));
        if (inner.rows() < placed || inner.stride < SLOTS * slotWidth) {
            inner = new Activations(ids.length, SLOTS * slotWidth);
        }
    }

    private int place(Step step, int first, AdapterWeights adapter, int from) {
        int at = from;
        for (int token = first; token < step.tokens(); token++) {
            Optional<AdapterWeights> other = step.cache(token).adapter();
            if (other.isPresent() && other.get().equals(adapter)) {
                ids[at++] = token;
            }
        }
        return at;
    }

    /// Whether the step has any.
    boolean any() {
        return !adapters.isEmpty();
    }

    /// A member's part of the inner values of all targets that read the same input.
    ///
    /// @param x the input, complete
    void shrink(int layer, LoraTarget[] targets, Activations x, int member) {
        for (int i = 0; i < adapters.size(); i++) {
            AdapterWeights adapter = adapters.get(i);
            int from = team.from(member, adapter.rank());
            int to = team.from(member + 1, adapter.rank());
            for (LoraTarget target : targets) {
                Optional<LowRank> part = adapter.part(layer, target);
                if (part.isPresent()) {
                    int at = slot(target) * slotWidth;
                    part.get().shrink(from, to, x, tokens.get(i), inner, at, sums[member]);
                }
            }
        }
    }

    /// Waits until all members have shrunk.
    void meet() {
        if (any()) {
            team.await();
        }
    }

    /// Adds to a member's rows of a product, those from `from` to below `to`.
    void expand(int layer, LoraTarget target, Activations y, int from, int to) {
        for (int i = 0; i < adapters.size(); i++) {
            Optional<LowRank> part = adapters.get(i).part(layer, target);
            if (part.isPresent()) {
                int at = slot(target) * slotWidth;
                part.get().expand(from, to, inner, at, y, tokens.get(i));
            }
        }
    }

    /// Where a target's inner values lie beside those of the others that read the same input.
    private static int slot(LoraTarget target) {
        return switch (target) {
            case QUERY, OUT, GATE, DOWN -> 0;
            case KEY, UP -> 1;
            case VALUE -> 2;
        };
    }
}
