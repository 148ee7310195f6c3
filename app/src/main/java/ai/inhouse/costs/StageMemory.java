package ai.inhouse.costs;

import ai.inhouse.jobs.StageLoad;
import ai.inhouse.jobs.StepLoad;
import ai.inhouse.jobs.StepLoad.Use;
import ai.inhouse.model.Footprint;
import ai.inhouse.model.Learning;
import ai.inhouse.model.LoraConfig;
import ai.inhouse.model.LoraTarget;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.model.ParameterLayout.Parameter;
import ai.inhouse.model.Precision;

/// The memory that a stage takes beyond the program's own, in bytes, from what the learner and the
/// engine allocate.
///
/// @param memoryBytes of the machine: with little of it activations are computed twice, and
///   checkpoints are written without a copy
record StageMemory(ModelConfig config, Precision precision, int workers, long memoryBytes) {
    private static final long FP32 = 4;
    private static final long MOMENTS = 8;

    /// Muon keeps a momentum alone.
    private static final long MOMENTUM = 4;

    /// Of four bits and a scale for each block of 64.
    private static final double NF4 = 0.5 + 2.0 / 64;

    /// A copy of a checkpoint is taken where it is at most this share of the memory.
    private static final double COPY_SHARE = 1.0 / 8;

    private static final double KEY_VALUE_SHARE = 1.0 / 4;

    long training(StepLoad load) {
        long n = ParameterLayout.of(config).elements();
        long copy = precision == Precision.FP32 ? 0 : precision.type().bytes() * n;
        long trained = load.adapter().map(this::adapter).orElse(n);
        long weights = base(load, n, copy) + (load.adapter().isPresent() ? FP32 * trained : 0);
        long state = state(load, trained);
        long gradients = precision.type().bytes() * trained * workers;
        long sum = load.parts().size() > 1 ? FP32 * trained : 0;
        long saved = state + FP32 * trained;
        long saving = saved <= COPY_SHARE * memoryBytes ? saved : 0;
        long held = load.has(Use.HOLD) ? FP32 * n + copy + scratch(load) : 0;
        long writing = load.has(Use.WRITE) ? 2 * (FP32 * n + copy) : 0;
        return weights + state + gradients + sum + saving + held + writing + activations(load);
    }

    private long base(StepLoad load, long n, long copy) {
        if (!load.quantized()) {
            return FP32 * n + copy;
        }
        long matrices = matrices();
        return (long) (NF4 * matrices) + (FP32 + precision.type().bytes()) * (n - matrices);
    }

    private long state(StepLoad load, long trained) {
        long average = load.average().isPresent() ? FP32 * trained : 0;
        if (load.rule().matrices() == Learning.Rule.MUON) {
            long matrices = matrices();
            return MOMENTUM * matrices + MOMENTS * (trained - matrices) + average;
        }
        return MOMENTS * trained + average;
    }

    /// Parameters in the blocks' matrices.
    private long matrices() {
        return ParameterLayout.of(config).parameters().stream()
                .filter(p -> p.shape().size() == 2 && p.name().startsWith("model.layers."))
                .mapToLong(Parameter::elements)
                .sum();
    }

    /// Parameters of a low-rank adapter: `rank * (in + out)` for each matrix that has one.
    private long adapter(LoraConfig lora) {
        long parameters = 0;
        for (Parameter p : ParameterLayout.of(config).parameters()) {
            for (LoraTarget target : lora.targets()) {
                if (p.name().endsWith(target.module() + ".weight")) {
                    parameters += (long) lora.rank() * (p.shape().get(0) + p.shape().get(1));
                }
            }
        }
        return parameters;
    }

    private Footprint footprint(StepLoad load) {
        return new Footprint(config, precision, load.mostTokens());
    }

    private long activations(StepLoad load) {
        Footprint footprint = footprint(load);
        long kept =
                footprint.recomputed(memoryBytes) ? footprint.streams() : footprint.activations();
        return kept + scratch(load);
    }

    private long scratch(StepLoad load) {
        return footprint(load).scratch(workers);
    }

    boolean recomputes(StepLoad load) {
        return footprint(load).recomputed(memoryBytes);
    }

    /// Read as fp32, then held as bf16 twice: packed to decode, and as it is to read.
    long writing(StageLoad.Writing load) {
        long n = ParameterLayout.of(config).elements();
        long tokens = (long) load.texts() * (load.promptTokens() + load.writtenTokens());
        long keysAndValues = 2L * 2 * config.layers() * config.keyValueWidth() * tokens;
        long most = (long) (KEY_VALUE_SHARE * memoryBytes);
        return (FP32 + 2 * 2) * n + Math.min(keysAndValues, most);
    }
}
