package ai.inhouse.training.distributed;

import ai.inhouse.base.Json;
import ai.inhouse.model.Batch;
import ai.inhouse.model.HuggingFaceConfig;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;

/// [Command]s as bytes: a kind, then the numbers one after the other, big-endian.
final class Wire {
    private Wire() {}

    private enum Kind {
        MODEL,
        CONFIGURE,
        STATE,
        HOLD,
        READ,
        LEARN,
        BACKWARD,
        EXPECT_LAST_PASS,
        STEP,
        EXCHANGE_AVERAGE,
        END
    }

    static byte[] bytes(Command command) {
        return switch (command) {
            case Command.Model model -> bytes(model);
            case Command.Configure(Learning learning) ->
                    frame(Kind.CONFIGURE, 1 + Double.BYTES)
                            .put((byte) learning.matrices().ordinal())
                            .putDouble(learning.averageDecay().orElse(0))
                            .array();
            case Command.State() -> frame(Kind.STATE, 0).array();
            case Command.Hold(ModelConfig config) -> {
                byte[] text = text(config);
                yield frame(Kind.HOLD, Integer.BYTES + text.length)
                        .putInt(text.length)
                        .put(text)
                        .array();
            }
            case Command.Read(Command.Reading reading, Batch batch) -> {
                ByteBuffer out = frame(Kind.READ, 1 + size(batch)).put((byte) reading.ordinal());
                yield put(out, batch).array();
            }
            case Command.Learn(Batch batch) -> put(frame(Kind.LEARN, size(batch)), batch).array();
            case Command.Backward(Command.Reading reading, float[] weights) -> {
                ByteBuffer out = frame(Kind.BACKWARD, 1 + Integer.BYTES + 4 * weights.length);
                out.put((byte) reading.ordinal()).putInt(weights.length);
                out.asFloatBuffer().put(weights);
                yield out.array();
            }
            case Command.ExpectLastPass() -> frame(Kind.EXPECT_LAST_PASS, 0).array();
            case Command.Step(Learner.OptimizerStep step) -> bytes(step);
            case Command.ExchangeAverage() -> frame(Kind.EXCHANGE_AVERAGE, 0).array();
            case Command.End() -> frame(Kind.END, 0).array();
        };
    }

    /// @throws IllegalStateException if they are no command
    static Command command(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            Command command = command(in);
            if (in.hasRemaining()) {
                throw new IllegalStateException(in.remaining() + " bytes after a command's end");
            }
            return command;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("%d bytes are no command".formatted(bytes.length), e);
        }
    }

    private static Command command(ByteBuffer in) {
        return switch (Kind.values()[in.get()]) {
            case MODEL -> model(in);
            case CONFIGURE ->
                    new Command.Configure(
                            new Learning(Learning.Rule.values()[in.get()], optional(in)));
            case STATE -> new Command.State();
            case HOLD -> new Command.Hold(config(in));
            case READ -> new Command.Read(reading(in), batch(in));
            case LEARN -> new Command.Learn(batch(in));
            case BACKWARD -> new Command.Backward(reading(in), floats(in, in.getInt()));
            case EXPECT_LAST_PASS -> new Command.ExpectLastPass();
            case STEP -> new Command.Step(step(in));
            case EXCHANGE_AVERAGE -> new Command.ExchangeAverage();
            case END -> new Command.End();
        };
    }

    private static ByteBuffer frame(Kind kind, int bytes) {
        return ByteBuffer.allocate(1 + bytes).put((byte) kind.ordinal());
    }

    private static byte[] bytes(Command.Model model) {
        byte[] config = text(model.config());
        return frame(Kind.MODEL, 1 + 2 * Integer.BYTES + config.length)
                .put((byte) model.precision().ordinal())
                .putInt(model.threads())
                .putInt(config.length)
                .put(config)
                .array();
    }

    private static Command.Model model(ByteBuffer in) {
        Precision precision = Precision.values()[in.get()];
        int threads = in.getInt();
        return new Command.Model(config(in), precision, threads);
    }

    private static byte[] text(ModelConfig config) {
        return HuggingFaceConfig.text(config).getBytes(StandardCharsets.UTF_8);
    }

    private static ModelConfig config(ByteBuffer in) {
        byte[] config = new byte[require(in, in.getInt(), 1)];
        in.get(config);
        String text = new String(config, StandardCharsets.UTF_8);
        String where = "what rank 0 sent";
        return HuggingFaceConfig.parse(Json.tree(text, where), where);
    }

    private static byte[] bytes(Learner.OptimizerStep s) {
        double rate = s.matrices().map(Learner.MatrixStep::learningRate).orElse(0.0);
        double momentum = s.matrices().map(Learner.MatrixStep::momentum).orElse(0.0);
        return frame(Kind.STEP, Long.BYTES + 1 + 8 * Double.BYTES)
                .putLong(s.number())
                .putDouble(s.learningRate())
                .putDouble(s.beta1())
                .putDouble(s.beta2())
                .putDouble(s.epsilon())
                .putDouble(s.weightDecay())
                .putDouble(s.maxGradientNorm())
                .put((byte) (s.matrices().isPresent() ? 1 : 0))
                .putDouble(rate)
                .putDouble(momentum)
                .array();
    }

    private static Learner.OptimizerStep step(ByteBuffer in) {
        long number = in.getLong();
        double[] v = new double[6];
        for (int i = 0; i < v.length; i++) {
            v[i] = in.getDouble();
        }
        boolean muon = in.get() == 1;
        Learner.MatrixStep matrices = new Learner.MatrixStep(in.getDouble(), in.getDouble());
        return new Learner.OptimizerStep(
                number,
                v[0],
                v[1],
                v[2],
                v[3],
                v[4],
                v[5],
                muon ? Optional.of(matrices) : Optional.empty());
    }

    private static int size(Batch batch) {
        return Math.addExact(8, Math.multiplyExact(16, batch.tokens().length));
    }

    private static ByteBuffer put(ByteBuffer out, Batch batch) {
        out.putInt(batch.rows()).putInt(batch.length());
        for (int i = 0; i < batch.tokens().length; i++) {
            out.putInt(batch.tokens()[i]).putInt(batch.targets()[i]);
            out.putFloat(batch.weights()[i]).putInt(batch.documentStarts()[i]);
        }
        return out;
    }

    private static Batch batch(ByteBuffer in) {
        int rows = in.getInt();
        int length = in.getInt();
        int n = require(in, Math.multiplyExact(rows, length), 16);
        int[] tokens = new int[n];
        int[] targets = new int[n];
        float[] weights = new float[n];
        int[] starts = new int[n];
        for (int i = 0; i < n; i++) {
            tokens[i] = in.getInt();
            targets[i] = in.getInt();
            weights[i] = in.getFloat();
            starts[i] = in.getInt();
        }
        return new Batch(rows, length, tokens, targets, weights, starts);
    }

    private static Command.Reading reading(ByteBuffer in) {
        return Command.Reading.values()[in.get()];
    }

    private static float[] floats(ByteBuffer in, int n) {
        float[] floats = new float[require(in, n, Float.BYTES)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = in.getFloat();
        }
        return floats;
    }

    /// No count is believed for which there are no bytes.
    private static int require(ByteBuffer in, int count, int bytesEach) {
        if (count < 0 || (long) count * bytesEach > in.remaining()) {
            throw new IllegalStateException(
                    "%d entries in %d bytes".formatted(count, in.remaining()));
        }
        return count;
    }

    private static OptionalDouble optional(ByteBuffer in) {
        double value = in.getDouble();
        return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
