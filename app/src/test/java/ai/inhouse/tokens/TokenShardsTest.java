package ai.inhouse.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenShardsTest {
    private static final Hash HASH = Hash.of("tokenizer");

    private final List<String> documents = new ArrayList<>();
    private Tokenizer tokenizer;

    @BeforeAll
    void open(@TempDir Path folder) {
        tokenizer = TrainedTokenizer.open(folder);
        RandomText text = new RandomText(11);
        for (int i = 0; i < 40; i++) {
            documents.add(text.next(5 + 7 * i));
        }
    }

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @Test
    void givesBackEveryDocument(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), documents)) {
            assertThat(shards.documentCount()).isEqualTo(documents.size());
            assertThat(shards.vocabularySize()).isEqualTo(tokenizer.vocabularySize());
            for (int i = 0; i < documents.size(); i++) {
                int[] ids = document(shards, i);
                assertThat(ids).endsWith(tokenizer.endOfText());
                assertThat(tokenizer.decode(ids, true)).isEqualTo(documents.get(i));
            }
        }
    }

    @Test
    void leavesOutEmptyDocuments(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), List.of("", "x", ""))) {
            assertThat(shards.documentCount()).isEqualTo(1);
        }
    }

    @Test
    void writesTheSameBytesAgain(@TempDir Path folder) throws IOException {
        shards(folder.resolve("a"), documents).close();
        shards(folder.resolve("b"), documents).close();
        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void refusesAFileThatWasCut(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a");
        shards(file, documents).close();
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 50, 96, bytes.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertRefused(file, "bytes|cut off");
        }
    }

    @Test
    void refusesAFileThatWasAltered(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a");
        shards(file, documents).close();
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {3, 9, 96, bytes.length / 2, bytes.length - 1}) {
            byte[] altered = bytes.clone();
            altered[at] ^= 4;
            Files.write(file, altered);
            assertRefused(file, "altered|no token shard");
        }
    }

    @Test
    void refusesShardsOfAnotherTokenizer(@TempDir Path folder) {
        Path file = folder.resolve("a");
        shards(file, documents).close();
        assertThatThrownBy(() -> TokenShards.open(file, Hash.of("another")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("another tokenizer");
    }

    @Test
    void holdsIdsBeyondSixteenBits(@TempDir Path folder) {
        ShardHeader wide = new ShardHeader(70_000, 10, 2, HASH, HASH);
        assertThat(wide.fileBytes()).isEqualTo(96 + 40 + 24);
        assertThat(ShardHeader.of(wide.toBytes(), folder)).isEqualTo(wide);
    }

    private TokenShards shards(Path file, List<String> texts) {
        TokenShardWriter.write(file, texts.iterator(), tokenizer, HASH, Progress.silent());
        return TokenShards.open(file, HASH);
    }

    private static int[] document(TokenShards shards, int i) {
        int[] ids = new int[(int) (shards.documentStart(i + 1) - shards.documentStart(i))];
        shards.read(shards.documentStart(i), ids);
        return ids;
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> TokenShards.open(file, HASH))
                .isInstanceOf(InhouseException.class)
                .hasMessageMatching(".*(" + why + ").*");
    }
}
