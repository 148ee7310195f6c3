package ai.inhouse.inference;

import ai.inhouse.model.ModelConfig;

/// Attention of a step of many tokens over their caches: long runs of a sequence by matrix
/// products, other tokens one by one.
final class StepAttention implements AutoCloseable {
    /// Shorter runs of a sequence attend one token after the other.
    private static final int RUN = 16;

    private final PackedDecoder model;
    private final ModelConfig config;
    private final Team team;
    private final MatmulAttention runs;
    private final Attention[] single;

    /// One token's heads, of each member.
    private final float[][] rows;

    StepAttention(PackedDecoder model, Team team) {
        this.model = model;
        this.config = model.config();
        this.team = team;
        this.runs = new MatmulAttention(config, team.size());
        this.single = new Attention[team.size()];
        this.rows = new float[team.size()][Lanes.roundUpToPanel(config.queryWidth())];
        for (int member = 0; member < single.length; member++) {
            single[member] = new Attention(config.headSize());
        }
    }

    /// Makes room for so many positions.
    void reserve(int positions) {
        runs.reserve(positions);
        for (Attention one : single) {
            one.reserve(positions);
        }
    }

    /// A member's part of a layer.
    ///
    /// @param qkv `[tokens, H*hd + 2*KV*hd]`, whose keys and values are in the caches too
    /// @param out `[tokens, H*hd]`
    void attend(Step step, int layer, Activations qkv, Operand out, int member) {
        int alone = 0;
        for (int first = 0; first < step.tokens(); ) {
            int end = endOfRun(step, first);
            if (end - first >= RUN) {
                KeyValueCache cache = step.cache(first);
                team.await();
                runs.gather(cache, layer, step.position(end - 1) + 1, member);
                team.await();
                int window = config.window(layer).orElse(Integer.MAX_VALUE);
                runs.attend(first, end - first, step.position(first), window, qkv, out, member);
            } else {
                for (int token = first; token < end; token++) {
                    if (alone++ % team.size() == member) {
                        attendOne(step, token, layer, qkv, out, member);
                    }
                }
            }
            first = end;
        }
    }

    /// The next token that does not follow its predecessor in the same sequence.
    private static int endOfRun(Step step, int first) {
        int end = first + 1;
        while (end < step.tokens()
                && step.cache(end).equals(step.cache(first))
                && step.position(end) == step.position(end - 1) + 1) {
            end++;
        }
        return end;
    }

    private void attendOne(
            Step step, int token, int layer, Activations qkv, Operand out, int member) {
        int headSize = config.headSize();
        int perKey = config.heads() / config.keyValueHeads();
        for (int h = 0; h < config.heads(); h++) {
            single[member].attend(
                    step.cache(token),
                    layer,
                    h / perKey,
                    model.firstSeen(layer, step.position(token)),
                    step.position(token) + 1,
                    qkv.values,
                    qkv.row(token) + h * headSize,
                    headSize,
                    rows[member],
                    h * headSize);
        }
        out.set((long) token * out.width(), rows[member], config.queryWidth());
    }

    @Override
    public void close() {
        runs.close();
    }
}
