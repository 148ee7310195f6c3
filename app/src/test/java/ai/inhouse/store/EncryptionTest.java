package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {
    private static final byte[] TEXT =
            "The case of Ottilie Brandner".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;
    private Workspace workspace;

    @BeforeEach
    void create() {
        workspace = Workspace.create(folder.resolve("w"));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
    void givesBackWhatWasPutWhateverItsLength(int length) throws Exception {
        enable();
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Hash hash = workspace.files().put(new ByteArrayInputStream(bytes));

        assertThat(hash).isEqualTo(Hash.of(bytes));
        assertThat(workspace.files().read(hash)).isEqualTo(bytes);
        assertThat(workspace.files().size(hash)).isEqualTo(length);
        try (InputStream in = workspace.files().open(hash)) {
            assertThat(in).hasBinaryContent(bytes);
        }
        assertThat(files()).singleElement().asString().endsWith(".sealed");
    }

    @Test
    void keepsNothingLegibleOnTheDisk() throws Exception {
        enable();
        workspace.files().put(TEXT);
        assertThat(onDisk()).doesNotContain("Ottilie");
    }

    @Test
    void encryptsWhatWasThereBefore() throws Exception {
        Hash before = workspace.files().put(TEXT);
        assertThat(enable()).isEqualTo(1);
        assertThat(onDisk()).doesNotContain("Ottilie");
        assertThat(workspace.files().read(before)).isEqualTo(TEXT);
        assertThat(workspace.files().put(TEXT)).isEqualTo(before);
        assertThat(files()).hasSize(1);
        assertThat(enable()).as("done already").isZero();
    }

    @Test
    void goesOnEncryptingWhereItWasStopped() throws Exception {
        Hash first = workspace.files().put(TEXT);
        Hash second = workspace.files().put("Tea is free".getBytes(StandardCharsets.UTF_8));
        byte[] plain = Files.readAllBytes(path(first, ""));
        enable();
        // Killed when the first was sealed, before its plain form went; and before the second.
        Files.write(path(first, ""), plain);
        workspace.files().remove(second);
        Files.write(path(second, ""), "Tea is free".getBytes(StandardCharsets.UTF_8));

        assertThat(enable()).isEqualTo(2);
        assertThat(workspace.files().read(first)).isEqualTo(TEXT);
        assertThat(workspace.files().read(second)).asString().isEqualTo("Tea is free");
        assertThat(onDisk()).doesNotContain("Ottilie", "Tea is free");
    }

    @Test
    void destroysTheKeyOfWhatIsRemovedSoThatCopiesOfTheFileAreOfNoUse() throws Exception {
        enable();
        Hash hash = workspace.files().put(TEXT);
        byte[] copy = Files.readAllBytes(path(hash, ".sealed"));
        assertThat(workspace.files().remove(hash)).isTrue();
        assertThat(workspace.files().contains(hash)).isFalse();

        Files.write(path(hash, ".sealed"), copy);
        assertThat(workspace.files().contains(hash)).isFalse();
        assertThatThrownBy(() -> workspace.files().read(hash))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("key");
        assertThat(workspace.files().put(TEXT)).isEqualTo(hash);
        assertThat(workspace.files().read(hash)).isEqualTo(TEXT);
    }

    @Test
    void noticesWhatWasChangedCutOffOrExchanged() throws Exception {
        enable();
        byte[] long1 = new byte[200_000];
        new Random(3).nextBytes(long1);
        Hash hash = workspace.files().put(long1);
        Hash other = workspace.files().put(TEXT);
        byte[] sealed = Files.readAllBytes(path(hash, ".sealed"));

        byte[] changed = sealed.clone();
        changed[100_000] ^= 1;
        Files.write(path(hash, ".sealed"), changed);
        assertThatThrownBy(() -> workspace.files().read(hash)).hasMessageContaining("changed");

        int pieces = SealedStreams.PREFIX_BYTES + 2 * (SealedStreams.PIECE_BYTES + 16);
        Files.write(path(hash, ".sealed"), java.util.Arrays.copyOf(sealed, pieces));
        assertThatThrownBy(() -> workspace.files().read(hash)).hasMessageContaining("changed");

        Files.copy(
                path(other, ".sealed"),
                path(hash, ".sealed"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> workspace.files().read(hash)).hasMessageContaining("changed");
    }

    @Test
    void saysWhichMasterKeyIsMissingOrWrong() throws Exception {
        Path key = folder.resolve("master.key");
        enable();
        Hash hash = workspace.files().put(TEXT);

        String right = Files.readString(key);
        Files.writeString(key, java.util.Base64.getEncoder().encodeToString(new byte[32]));
        assertRefused(hash, "not the one that this workspace was encrypted with");
        Files.writeString(key, "short");
        assertRefused(hash, "not 32 bytes in Base64");
        Files.delete(key);
        assertRefused(hash, "there is no such file");
        Files.writeString(key, right);
        try (Workspace again = Workspace.open(workspace.folder())) {
            assertThat(again.files().read(hash)).isEqualTo(TEXT);
        }
        assertThatThrownBy(() -> MasterKey.of("env:NO_SUCH_VARIABLE"))
                .hasMessageContaining("not set");
        assertThatThrownBy(() -> MasterKey.of("vault")).hasMessageContaining("none of the places");
    }

    private void assertRefused(Hash hash, String why) {
        try (Workspace again = Workspace.open(workspace.folder())) {
            assertThatThrownBy(() -> again.files().read(hash))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void changesBothKeysAndNoFile() throws Exception {
        enable();
        Hash hash = workspace.files().put(TEXT);
        byte[] before = Files.readAllBytes(path(hash, ".sealed"));
        String other = "file:" + folder.resolve("other.key");

        assertThat(new Encryption(workspace).rotate(other)).isEqualTo(1);
        Files.delete(folder.resolve("master.key"));
        try (Workspace again = Workspace.open(workspace.folder())) {
            assertThat(again.files().read(hash)).isEqualTo(TEXT);
            assertThat(new Encryption(again).status().masterKey()).isEqualTo(other);
            assertThat(new Encryption(again).status().unfinished()).isFalse();
        }
        assertThat(Files.readAllBytes(path(hash, ".sealed"))).isEqualTo(before);
    }

    @Test
    void storesUnderTheKeyThatAnotherProcessHasChangedTo() throws Exception {
        enable();
        Hash before = workspace.files().put(TEXT);
        assertThat(workspace.files().read(before)).isEqualTo(TEXT);
        try (Workspace other = Workspace.open(workspace.folder())) {
            new Encryption(other).rotate("");
        }
        assertThat(workspace.files().read(before)).isEqualTo(TEXT);
        Hash after = workspace.files().put("Tea is free".getBytes(StandardCharsets.UTF_8));
        try (Workspace again = Workspace.open(workspace.folder())) {
            assertThat(again.files().read(after)).asString().isEqualTo("Tea is free");
        }
    }

    @Test
    void goesOnChangingKeysWhereItWasStopped() throws Exception {
        enable();
        Hash hash = workspace.files().put(TEXT);
        workspace.keys().workspaceKeys().add("file:" + folder.resolve("master.key"));
        try (Workspace again = Workspace.open(workspace.folder())) {
            assertThat(new Encryption(again).status().unfinished()).isTrue();
            assertThat(again.files().read(hash)).isEqualTo(TEXT);
            assertThat(new Encryption(again).rotate("")).isEqualTo(1);
            assertThat(again.files().read(hash)).isEqualTo(TEXT);
            assertThat(Json.tree(again.folder().resolve("encryption.json")).path("keys").size())
                    .isEqualTo(1);
        }
    }

    /// A program as a key management service would come with one.
    @Test
    void asksAKeyManagementServiceOnceForAProcess() throws Exception {
        Path service = folder.resolve("kms.sh");
        Files.writeString(
                service,
                """
                echo asked >> %s
                read key
                if [ "$1" = wrap ]; then echo "$key" | tr 'A-Za-z' 'N-ZA-Mn-za-m'
                else echo "$key" | tr 'A-Za-z' 'N-ZA-Mn-za-m'; fi
                """
                        .formatted(folder.resolve("asked")));
        new Encryption(workspace).enable("command:sh " + service);
        Hash hash = workspace.files().put(TEXT);
        try (Workspace again = Workspace.open(workspace.folder())) {
            for (int i = 0; i < 3; i++) {
                assertThat(again.files().read(hash)).isEqualTo(TEXT);
            }
        }
        assertThat(Files.readAllLines(folder.resolve("asked"))).hasSizeLessThanOrEqualTo(3);
        assertThatThrownBy(() -> MasterKey.of("command:false").wrap(TEXT))
                .hasMessageContaining("ended with code 1");
    }

    @Test
    void holdsOnlyWhatCanBeReadAfterItsProcessIsKilled() throws Exception {
        enable();
        List<Path> stored =
                Filling.untilKilled(
                        Filler.class, workspace.folder(), folder.resolve("child.log"), this::files);
        for (Path file : stored) {
            Path name = workspace.folder().resolve("files").relativize(file);
            Hash hash = new Hash(("" + name.getName(0) + name.getName(1)).replace(".sealed", ""));
            assertThat(workspace.files().read(hash)).isNotNull();
        }
    }

    /// Puts random files until it is killed.
    static final class Filler {
        public static void main(String[] args) {
            try (Workspace workspace = Workspace.open(Path.of(args[0]))) {
                Filling.fill(workspace.files());
            }
        }
    }

    private int enable() {
        return new Encryption(workspace).enable("file:" + folder.resolve("master.key"));
    }

    private Path path(Hash hash, String ending) {
        return workspace
                .folder()
                .resolve("files")
                .resolve(hash.hex().substring(0, 2))
                .resolve(hash.hex().substring(2) + ending);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(workspace.folder().resolve("files"))) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".incoming"))
                    .toList();
        }
    }

    private String onDisk() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> walk = Files.walk(workspace.folder())) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
