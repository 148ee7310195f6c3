package ai.inhouse.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir private Path folder;

    @Test
    void replacesAFileByContentInAStream() throws IOException {
        Path file = folder.resolve("new/file.bin");
        for (String text : List.of("a long first version", "second")) {
            DurableFiles.stream(file, channel -> DurableFiles.writeFully(channel, bytes(text)));
            assertThat(file).hasContent(text);
        }
        assertThat(names(folder.resolve("new"))).containsExactly("file.bin");
    }

    @Test
    void leavesAFileAsItWasWhereItsContentFails() throws IOException {
        Path file = Files.writeString(folder.resolve("file.bin"), "as it was");
        assertThatThrownBy(
                        () ->
                                DurableFiles.stream(
                                        file,
                                        channel -> {
                                            DurableFiles.writeFully(channel, bytes("half"));
                                            throw new IOException("no space left");
                                        }))
                .hasMessage("no space left");
        assertThat(file).hasContent("as it was");
        assertThat(names(folder)).containsExactly("file.bin");
    }

    @Test
    void overwritesWhatAKilledWriterLeftAside() throws IOException {
        Files.writeString(folder.resolve(".file.bin.part"), "a long half of something");
        Path file = folder.resolve("file.bin");
        DurableFiles.stream(file, channel -> DurableFiles.writeFully(channel, bytes("whole")));
        assertThat(file).hasContent("whole");
        assertThat(names(folder)).containsExactly("file.bin");
    }

    @Test
    void replacesAFolderAtOnce() throws IOException {
        Path model = folder.resolve("model");
        DurableFiles.folder(model, aside -> Files.writeString(aside.resolve("old"), "1"));
        DurableFiles.folder(model, aside -> Files.writeString(aside.resolve("new"), "2"));
        assertThat(names(model)).containsExactly("new");
        assertThat(names(folder)).containsExactly("model");
    }

    @Test
    void leavesAFolderAsItWasWhereItsContentFails() throws IOException {
        Path model = folder.resolve("model");
        DurableFiles.folder(model, aside -> Files.writeString(aside.resolve("old"), "1"));
        assertThatThrownBy(
                        () ->
                                DurableFiles.folder(
                                        model,
                                        aside -> {
                                            Files.writeString(aside.resolve("new"), "2");
                                            throw new IOException("no space left");
                                        }))
                .hasMessage("no space left");
        assertThat(names(model)).containsExactly("old");
        assertThat(names(folder)).containsExactly("model");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
