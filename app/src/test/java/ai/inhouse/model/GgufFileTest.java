package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    @TempDir Path folder;

    @Test
    void readsMetadataAndTensors() throws IOException {
        byte[] bytes =
                new GgufBytes()
                        .text("general.architecture", "llama")
                        .integer("count", -1)
                        .real("theta", 0.5f)
                        .flag("yes", true)
                        .texts("tokens", List.of("a", "ü"))
                        .integers("kinds", List.of(1, -3))
                        .floats("w", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6})
                        .file();
        try (GgufFile file = GgufFile.open(written(bytes))) {
            assertThat(file.string("general.architecture")).contains("llama");
            assertThat(file.integer("count")).contains(0xffff_ffffL);
            assertThat(file.real("theta")).contains(0.5);
            assertThat(file.flag("yes")).contains(true);
            assertThat(file.strings("tokens")).containsExactly("a", "ü");
            assertThat(file.integers("kinds")).containsExactly(1L, -3L);
            assertThat(file.string("absent")).isEmpty();
            assertThat(file.tensors().values())
                    .extracting(GgufFile.Tensor::shape)
                    .containsExactly(List.of(2, 3));
            assertThatThrownBy(() -> file.string("count")).hasMessageContaining("count is not a");
        }
    }

    @Test
    void readsVersionTwoAsWell() throws IOException {
        byte[] bytes = new GgufBytes().text("k", "v").file(2, 0, 1);
        try (GgufFile file = GgufFile.open(written(bytes))) {
            assertThat(file.string("k")).contains("v");
        }
    }

    @Test
    void refusesWhatIsNotGguf() throws IOException {
        refuses("PK-zip-file-and-more".getBytes(java.nio.charset.StandardCharsets.UTF_8), "begin");
        refuses(new byte[0], "truncated");
        refuses(new GgufBytes().file(1, 0, 0), "version is 1");
        refuses(new GgufBytes().file(0x03000000, 0, 0), "version is");
    }

    @Test
    void refusesAbsurdCountsBeforeReadingByThem() throws IOException {
        refuses(new GgufBytes().file(3, 1L << 40, 0), "tensors");
        refuses(new GgufBytes().file(3, 0, -1), "-1 metadata entries");
        refuses(new GgufBytes().file(3, 3, 0), "truncated");
        byte[] array = GgufBytes.little(12).putInt(4).putLong(1L << 50).array();
        refuses(new GgufBytes().entry("a", 9, array).file(), "a would have");
        byte[] nested = GgufBytes.little(12).putInt(9).putLong(1).array();
        refuses(new GgufBytes().entry("a", 9, nested).file(), "array of arrays");
        byte[] text = GgufBytes.little(8).putLong(1L << 33).array();
        refuses(new GgufBytes().entry("a", 8, text).file(), "bytes long");
        refuses(new GgufBytes().entry("a", 77, new byte[0]).file(), "unknown type 77");
    }

    @Test
    void refusesTensorsThatCannotBe() throws IOException {
        refuses(new GgufBytes().tensor("w", List.of(32), 99, new byte[32]).file(), "type 99");
        refuses(new GgufBytes().info("w", List.of(1 << 30, 1 << 30), 0, 0).file(), "dimension of");
        refuses(new GgufBytes().info("w", List.of(0), 0, 0).file(), "dimension of 0");
        refuses(new GgufBytes().info("w", List.of(1, 1, 1, 1, 1), 0, 0).file(), "5 dimensions");
        refuses(new GgufBytes().info("w", List.of(33), 8, 0).file(), "no whole number of Q8_0");
        refuses(new GgufBytes().info("w", List.of(4), 0, 8).file(), "lies at byte 8");
        refuses(new GgufBytes().info("w", List.of(4), 0, 1L << 62).file(), "truncated");
        float[] one = {1};
        refuses(
                new GgufBytes().floats("w", List.of(1), one).floats("w", List.of(1), one).file(),
                "stored twice");
        refuses(new GgufBytes().integer("general.alignment", 24).file(), "alignment is 24");
    }

    @Test
    void refusesAFileCutAnywhere() throws IOException {
        byte[] whole =
                new GgufBytes()
                        .text("general.architecture", "llama")
                        .texts("tokens", List.of("a", "b"))
                        .floats("w", List.of(8), new float[8])
                        .file();
        for (int length = 0; length < whole.length; length++) {
            refuses(Arrays.copyOf(whole, length), "");
        }
    }

    @Test
    void namesAnUnknownArchitecture() throws IOException {
        byte[] bytes = new GgufBytes().text("general.architecture", "mamba").file();
        Path path = written(bytes);
        assertThatThrownBy(() -> ModelImporter.importFrom(path, folder.resolve("out")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("architecture mamba is unknown");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private void refuses(byte[] bytes, String why) throws IOException {
        Path path = written(bytes);
        assertThatThrownBy(() -> GgufFile.open(path))
                .isInstanceOfSatisfying(
                        InhouseException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.BAD_INPUT))
                .hasMessageContaining(why);
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.gguf"), bytes);
    }
}
