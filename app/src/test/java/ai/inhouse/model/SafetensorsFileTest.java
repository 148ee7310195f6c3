package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    @TempDir Path folder;

    @Test
    void readsBackWhatWasWritten() {
        float[] values = random(35, 1);
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        tensor("full", List.of(5, 7), values, ElementType.F32),
                        tensor("half \"quoted\" ü", List.of(35), values, ElementType.BF16),
                        tensor("one", List.of(), new float[] {3}, ElementType.F32),
                        tensor("none", List.of(0, 4), new float[0], ElementType.F32)),
                Map.of("step", "7"));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.metadata()).containsExactly(Map.entry("step", "7"));
            assertThat(read.tensor("full").shape()).containsExactly(5, 7);
            assertThat(floats(read, "full", 35)).containsExactly(values);
            assertThat(floats(read, "one", 1)).containsExactly(3);
            assertThat(floats(read, "none", 0)).isEmpty();
            float[] half = floats(read, "half \"quoted\" ü", 35);
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(half[i] - values[i]))
                        .isLessThanOrEqualTo(Math.abs(values[i]) / 256);
            }
        }
    }

    @Test
    void writesTheSameBytesForTheSameTensorsAndReplacesTheFile() throws IOException {
        Path file = folder.resolve("a.safetensors");
        byte[][] bytes = new byte[2][];
        for (int i = 0; i < 2; i++) {
            SafetensorsWriter.write(
                    file,
                    List.of(tensor("w", List.of(9), random(9, 2), ElementType.F32)),
                    Map.of());
            bytes[i] = Files.readAllBytes(file);
        }
        assertThat(bytes[0]).isEqualTo(bytes[1]);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void roundsToTheNearestBfloat16AndTiesToEven() {
        assertThat(ElementType.bfloat16(1f)).isEqualTo((short) 0x3f80);
        assertThat(ElementType.bfloat16(Float.intBitsToFloat(0x3f808000)))
                .isEqualTo((short) 0x3f80);
        assertThat(ElementType.bfloat16(Float.intBitsToFloat(0x3f818000)))
                .isEqualTo((short) 0x3f82);
        assertThat(ElementType.bfloat16(Float.intBitsToFloat(0x3f808001)))
                .isEqualTo((short) 0x3f81);
        assertThat(ElementType.bfloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
        assertThat(ElementType.bfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(ElementType.bfloat16(Float.intBitsToFloat(0x7f800001)) & 0x7f)
                .as("NaN stays NaN")
                .isNotZero();
    }

    @Test
    void readsHalfPrecision() throws IOException {
        byte[] data = {0x00, 0x3c, 0x01, 0x00, 0x00, (byte) 0xc0};
        Path file =
                written("{\"h\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]}}", data);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(floats(read, "h", 3)).containsExactly(1f, 0x1p-24f, -2f);
        }
    }

    @Test
    void refusesToReadIntegersAsWeights() throws IOException {
        Path file =
                written(
                        "{\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        new byte[4]);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> floats(read, "i", 1))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("i is stored as I32");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 4 | truncated
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 12 | need 8 bytes but it holds 12
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | 8 | does not fill the 8 bytes
                    {"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}} | 8 | unknown type 'F99'
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | 8 | from byte 8 to 0
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}} | 8 | no pair of data_offsets
                    {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | 8 | impossible shape
                    {"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}} | 8 | impossible shape
                    {"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}} | 8 | has no shape
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | overlap or leave a hole
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}} | 12 | overlap or leave a hole
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}} | 4 | does not fill
                    [1,2] | 0 | not a JSON object
                    {"a": | 0 | reading JSON
                    """)
    void refusesDamagedFilesSayingWhy(String header, int dataBytes, String why) throws IOException {
        assertRefused(written(header, new byte[dataBytes]), why);
    }

    @Test
    void refusesAnAbsurdHeaderLengthBeforeReadingIt() throws IOException {
        Path file = folder.resolve("absurd.safetensors");
        for (long length : new long[] {-1, 0, 1L << 40, Long.MAX_VALUE, 99_999_999}) {
            Files.write(file, little(length).putLong(0).array());
            assertRefused(file, length == 99_999_999 ? "ends inside its header" : "bytes long");
        }
        Files.write(file, new byte[3]);
        assertRefused(file, "only 3 bytes");
        Files.write(file, new byte[0]);
        assertRefused(file, "only 0 bytes");
        assertRefused(folder.resolve("missing.safetensors"), "missing");
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> {
                            assertThat(e.fault()).isEqualTo(Fault.BAD_INPUT);
                            assertThat(e).hasMessageContaining(why);
                            assertThat(e.next()).isNotBlank();
                        });
    }

    private Path written(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("made.safetensors");
        ByteBuffer buffer =
                ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, buffer.putLong(json.length).put(json).put(data).array());
        return file;
    }

    private static ByteBuffer little(long first) {
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(first);
    }

    private static NamedTensor tensor(
            String name, List<Integer> shape, float[] values, ElementType type) {
        MemorySegment memory = Arena.ofAuto().allocate(values.length * 4L, 4);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
        return new NamedTensor(name, shape, memory, type);
    }

    private static float[] floats(SafetensorsFile file, String name, int n) {
        MemorySegment memory = Arena.ofAuto().allocate(n * 4L, 4);
        file.copyTo(name, memory);
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
