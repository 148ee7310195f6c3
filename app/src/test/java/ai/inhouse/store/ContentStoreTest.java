package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
    @TempDir private Path folder;
    private ContentStore store;

    @BeforeEach
    void open() {
        store = new ContentStore(folder, new FileKeys(folder.resolveSibling("w")));
    }

    @Test
    void givesBackWhatWasPut() throws Exception {
        byte[] bytes = new byte[200_000];
        new Random(1).nextBytes(bytes);
        Hash hash = store.put(bytes);
        assertThat(hash).isEqualTo(Hash.of(bytes));
        assertThat(store.read(hash)).isEqualTo(bytes);
        assertThat(store.size(hash)).isEqualTo(200_000);
        try (InputStream in = store.open(hash)) {
            assertThat(in).hasBinaryContent(bytes);
        }
    }

    @Test
    void storesTheSameBytesOnceUnderTwoDigitsOfTheirHash() throws Exception {
        Hash first = store.put("text".getBytes(StandardCharsets.UTF_8));
        Hash second = store.put(new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)));
        assertThat(second).isEqualTo(first);
        assertThat(files())
                .containsExactly(
                        folder.resolve(first.hex().substring(0, 2))
                                .resolve(first.hex().substring(2)));
    }

    @Test
    void saysWhatIsNotThere() {
        Hash absent = Hash.of("absent");
        assertThat(store.contains(absent)).isFalse();
        assertThatThrownBy(() -> store.open(absent)).isInstanceOf(InhouseException.class);
        assertThatThrownBy(() -> store.read(absent)).isInstanceOf(InhouseException.class);
    }

    @Test
    void noticesBytesThatChangedOnTheDisk() throws Exception {
        Hash hash = store.put("text".getBytes(StandardCharsets.UTF_8));
        Files.writeString(files().getFirst(), "tent");
        assertThatThrownBy(() -> store.read(hash)).hasMessageContaining("no longer those");
    }

    @Test
    void holdsOnlyWholeFilesAfterItsProcessIsKilled() throws Exception {
        List<Path> stored =
                Filling.untilKilled(
                        Filler.class, folder, folder.resolveSibling("child.log"), this::files);
        for (Path file : stored) {
            Path name = folder.relativize(file);
            assertThat(Hash.of(file).hex()).isEqualTo("" + name.getName(0) + name.getName(1));
        }
        store.sweep();
        assertThat(folder.resolve(".incoming")).doesNotExist();
        assertThat(files()).isEqualTo(stored);
    }

    private List<Path> files() throws Exception {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(File.separator + ".incoming"))
                    .sorted()
                    .toList();
        }
    }

    /// Puts random files until it is killed.
    static final class Filler {
        public static void main(String[] args) {
            ContentStore store =
                    new ContentStore(Path.of(args[0]), new FileKeys(Path.of(args[0], "w")));
            Filling.fill(store);
        }
    }
}
