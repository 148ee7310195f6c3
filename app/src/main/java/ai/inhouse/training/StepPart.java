package ai.inhouse.training;

import java.util.Locale;

/// The parts of a training step, by the engine's classes that do them.
public enum StepPart {
    MATRIX_PRODUCTS,
    ATTENTION,
    NORMS,
    GATED_UNIT,
    CROSS_ENTROPY,
    OPTIMIZER,
    ADAPTERS,
    ROWS_AND_COPIES,
    WAITING,
    OTHER;

    /// @param operation as in `Matmul.mm`
    static StepPart of(String operation) {
        int dot = operation.indexOf('.');
        return switch (dot < 0 ? operation : operation.substring(0, dot)) {
            case "Matmul" -> MATRIX_PRODUCTS;
            case "AttentionTile", "AttentionMask", "RunningSoftmax", "Heads", "Rotary" -> ATTENTION;
            case "RmsNorm", "HeadNorm" -> NORMS;
            case "SwiGlu", "GeGlu", "GatedRows" -> GATED_UNIT;
            case "CrossEntropy", "LogitRows", "Divergence" -> CROSS_ENTROPY;
            case "AdamW", "Muon", "NewtonSchulz", "GradientSum", "MovingAverage" -> OPTIMIZER;
            case "Dropout", "RowMagnitude", "NormalFloat" -> ADAPTERS;
            case "Rows", "Elements", "Bias", "BFloat16", "Float32" -> ROWS_AND_COPIES;
            case Profile.IDLE -> WAITING;
            default -> OTHER;
        };
    }

    /// As in `matrix products`.
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
