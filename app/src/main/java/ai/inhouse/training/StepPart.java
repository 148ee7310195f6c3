package ai.inhouse.training;

import java.util.Locale;
import java.util.Set;

/// The parts of a training step, by the engine's classes that do them.
public enum StepPart {
    MATRIX_PRODUCTS("Matmul"),
    ATTENTION("AttentionTile", "AttentionMask", "RunningSoftmax", "Heads", "Rotary"),
    NORMS("RmsNorm", "HeadNorm"),
    GATED_UNIT("SwiGlu", "GeGlu", "GatedRows"),
    CROSS_ENTROPY("CrossEntropy", "LogitRows", "Divergence"),
    OPTIMIZER("AdamW", "Muon", "NewtonSchulz", "GradientSum", "MovingAverage"),
    ADAPTERS("Dropout", "RowMagnitude", "NormalFloat"),
    ROWS_AND_COPIES("Rows", "Elements", "Bias", "BFloat16", "Float32"),
    WAITING("not running"),
    OTHER();

    private final Set<String> classes;

    StepPart(String... classes) {
        this.classes = Set.of(classes);
    }

    /// @param operation as in `Matmul.mm`
    static StepPart of(String operation) {
        int dot = operation.indexOf('.');
        String owner = dot < 0 ? operation : operation.substring(0, dot);
        for (StepPart part : values()) {
            if (part.classes.contains(owner)) {
                return part;
            }
        }
        return OTHER;
    }

    /// As in `matrix products`.
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
