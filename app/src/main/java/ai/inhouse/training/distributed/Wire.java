package ai.inhouse.training.distributed;

import ai.inhouse.base.Json;
import ai.inhouse.model.Batch;
import ai.inhouse.model.HuggingFaceConfig;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learning;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.Precision;
import ai.inhouse.training.distributed.Command.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/// [Command]s as bytes: a name, then what belongs to it, big-endian.
final class Wire {
    private Wire() {}

    static byte[] bytes(Command command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(command.getClass().getSimpleName());
            write(command, out);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Command command, DataOutputStream out) throws IOException {
        switch (command) {
            case Command.Model(var config, var precision, var threads) -> {
                out.writeUTF(HuggingFaceConfig.text(config));
                out.writeUTF(precision.name());
                out.writeInt(threads);
            }
            case Command.Configure(var learning) -> {
                out.writeUTF(learning.matrices().name());
                out.writeDouble(learning.averageDecay().orElse(0));
            }
            case Command.Hold(var config) -> out.writeUTF(HuggingFaceConfig.text(config));
            case Command.Read(var reading, var batch) -> {
                out.writeUTF(reading.name());
                write(batch, out);
            }
            case Command.Learn(var batch) -> write(batch, out);
            case Command.Backward(var reading, var weights) -> {
                out.writeUTF(reading.name());
                Numbers.write(weights, out);
            }
            case Command.Step(var step) -> write(step, out);
            case Command.State(),
                    Command.ExpectLastPass(),
                    Command.ExchangeAverage(),
                    Command.End() -> {}
        }
    }

    private static void write(Learner.OptimizerStep s, DataOutputStream out) throws IOException {
        out.writeLong(s.number());
        out.writeDouble(s.learningRate());
        out.writeDouble(s.beta1());
        out.writeDouble(s.beta2());
        out.writeDouble(s.epsilon());
        out.writeDouble(s.weightDecay());
        out.writeDouble(s.maxGradientNorm());
        out.writeBoolean(s.matrices().isPresent());
        if (s.matrices().isPresent()) {
            out.writeDouble(s.matrices().get().learningRate());
            out.writeDouble(s.matrices().get().momentum());
        }
    }

    private static void write(Batch batch, DataOutputStream out) throws IOException {
        out.writeInt(batch.rows());
        out.writeInt(batch.length());
        Numbers.write(batch.tokens(), out);
        Numbers.write(batch.targets(), out);
        Numbers.write(batch.weights(), out);
        Numbers.write(batch.documentStarts(), out);
    }

    /// @throws IllegalStateException if they are no command
    static Command command(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Command command = command(in);
            if (in.available() > 0) {
                throw new IllegalStateException(in.available() + " bytes after a command's end");
            }
            return command;
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new IllegalStateException("%d bytes are no command".formatted(bytes.length), e);
        }
    }

    private static Command command(DataInputStream in) throws IOException {
        String name = in.readUTF();
        return switch (name) {
            case "Model" ->
                    new Command.Model(config(in), Precision.valueOf(in.readUTF()), in.readInt());
            case "Configure" ->
                    new Command.Configure(
                            new Learning(Learning.Rule.valueOf(in.readUTF()), positive(in)));
            case "State" -> new Command.State();
            case "Hold" -> new Command.Hold(config(in));
            case "Read" -> new Command.Read(Reading.valueOf(in.readUTF()), batch(in));
            case "Learn" -> new Command.Learn(batch(in));
            case "Backward" ->
                    new Command.Backward(Reading.valueOf(in.readUTF()), Numbers.floats(in));
            case "ExpectLastPass" -> new Command.ExpectLastPass();
            case "Step" -> new Command.Step(step(in));
            case "ExchangeAverage" -> new Command.ExchangeAverage();
            case "End" -> new Command.End();
            default -> throw new IllegalArgumentException("no command is called " + name);
        };
    }

    private static ModelConfig config(DataInputStream in) throws IOException {
        String where = "what rank 0 sent";
        return HuggingFaceConfig.parse(Json.tree(in.readUTF(), where), where);
    }

    private static Learner.OptimizerStep step(DataInputStream in) throws IOException {
        return new Learner.OptimizerStep(
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readBoolean()
                        ? Optional.of(new Learner.MatrixStep(in.readDouble(), in.readDouble()))
                        : Optional.empty());
    }

    private static Batch batch(DataInputStream in) throws IOException {
        return new Batch(
                in.readInt(),
                in.readInt(),
                Numbers.ints(in),
                Numbers.ints(in),
                Numbers.floats(in),
                Numbers.ints(in));
    }

    private static OptionalDouble positive(DataInputStream in) throws IOException {
        double value = in.readDouble();
        return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
