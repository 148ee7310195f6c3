package ai.inhouse.alignment.ppo;

import ai.inhouse.model.Learner;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalDouble;

/// What a nat of divergence costs, steered so that the divergence comes near a target (Ziegler et
/// al. 2019, section 2.2): `beta <- beta (1 + 0.1 clip((KL - target) / target, -0.2, 0.2))`. It is
/// part of what a checkpoint holds.
final class KlControl implements AutoCloseable {
    private static final double GAIN = 0.1;
    private static final double MOST = 0.2;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment weight = arena.allocate(ValueLayout.JAVA_FLOAT);
    private final OptionalDouble target;

    /// @param target nats a token; absent: the weight stays
    KlControl(double weight, OptionalDouble target) {
        this.target = target;
        set(weight);
    }

    double weight() {
        return weight.get(ValueLayout.JAVA_FLOAT, 0);
    }

    private void set(double value) {
        weight.set(ValueLayout.JAVA_FLOAT, 0, (float) value);
    }

    /// @param kl of the last step, in nats a token
    void saw(double kl) {
        if (target.isPresent()) {
            double error = (kl - target.getAsDouble()) / target.getAsDouble();
            set(weight() * (1 + GAIN * Math.clamp(error, -MOST, MOST)));
        }
    }

    Learner.StateTensor state() {
        return new Learner.StateTensor("kl_weight", List.of(1), weight);
    }

    @Override
    public void close() {
        arena.close();
    }
}
