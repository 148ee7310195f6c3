package ai.inhouse.training.distributed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Arrays of numbers in a stream, each after its length.
final class Numbers {
    private Numbers() {}

    static void write(int[] numbers, DataOutputStream out) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(numbers.length, Integer.BYTES)];
        ByteBuffer.wrap(bytes).asIntBuffer().put(numbers);
        out.writeInt(numbers.length);
        out.write(bytes);
    }

    static void write(float[] numbers, DataOutputStream out) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(numbers.length, Float.BYTES)];
        ByteBuffer.wrap(bytes).asFloatBuffer().put(numbers);
        out.writeInt(numbers.length);
        out.write(bytes);
    }

    static int[] ints(DataInputStream in) throws IOException {
        ByteBuffer bytes = bytes(in, Integer.BYTES);
        int[] numbers = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(numbers);
        return numbers;
    }

    static float[] floats(DataInputStream in) throws IOException {
        ByteBuffer bytes = bytes(in, Float.BYTES);
        float[] numbers = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(numbers);
        return numbers;
    }

    /// No length is believed for which there are no bytes.
    private static ByteBuffer bytes(DataInputStream in, int each) throws IOException {
        int length = in.readInt();
        if (length < 0 || (long) length * each > in.available()) {
            throw new EOFException("%d numbers in %d bytes".formatted(length, in.available()));
        }
        return ByteBuffer.wrap(in.readNBytes(length * each));
    }
}
