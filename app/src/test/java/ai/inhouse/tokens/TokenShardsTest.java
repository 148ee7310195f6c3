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

    @Test
    void packsEveryTokenOncePerEpoch(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), documents)) {
            PackedBatches batches = new PackedBatches(shards, 5, 3, 16);
            int total = (int) shards.tokenCount();
            int[] stream = stream(batches, 2 * total, 3, 16);
            List<List<Integer>> wanted = new ArrayList<>();
            for (int i = 0; i < documents.size(); i++) {
                wanted.add(boxed(document(shards, i)));
            }
            List<List<Integer>> first = split(java.util.Arrays.copyOf(stream, total));
            List<List<Integer>> second =
                    split(java.util.Arrays.copyOfRange(stream, total, 2 * total));
            assertThat(first).containsExactlyInAnyOrderElementsOf(wanted).isNotEqualTo(wanted);
            assertThat(second).containsExactlyInAnyOrderElementsOf(wanted).isNotEqualTo(first);
        }
    }

    @Test
    void saysWhatFollowsEachToken(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), documents)) {
            PackedBatches batches = new PackedBatches(shards, 5, 2, 50);
            int[] tokens = new int[100];
            int[] targets = new int[100];
            batches.fill(7, 0, tokens, targets, 0);
            batches.fill(7, 1, tokens, targets, 50);
            for (int i = 0; i < 99; i++) {
                assertThat(targets[i]).isEqualTo(tokens[i + 1]);
            }
        }
    }

    @Test
    void resumesAtAnyStep(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), documents)) {
            PackedBatches running = new PackedBatches(shards, 9, 4, 32);
            for (long step = 0; step < 200; step++) {
                int[] expected = row(running, step, 3, 32);
                PackedBatches resumed = new PackedBatches(shards, 9, 4, 32);
                assertThat(row(resumed, step, 3, 32)).isEqualTo(expected);
            }
            PackedBatches other = new PackedBatches(shards, 10, 4, 32);
            assertThat(row(other, 0, 0, 32)).isNotEqualTo(row(running, 0, 0, 32));
        }
    }

    @Test
    void fillsRowsLongerThanTheCorpus(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), List.of("ab"))) {
            int[] row = row(new PackedBatches(shards, 1, 1, 20), 3, 0, 20);
            assertThat(tokenizer.decode(row, true)).contains("abab");
        }
    }

    @Test
    void refusesACorpusWithoutTokens(@TempDir Path folder) {
        try (TokenShards shards = shards(folder.resolve("a"), List.of())) {
            assertThatThrownBy(() -> new PackedBatches(shards, 1, 1, 8))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("no tokens");
        }
    }

    private TokenShards shards(Path file, List<String> texts) {
        TokenShardWriter.write(file, texts.iterator(), tokenizer, HASH, Progress.silent());
        return TokenShards.open(file, HASH);
    }

    private static int[] document(TokenShards shards, int i) {
        int[] ids = new int[(int) (shards.documentStart(i + 1) - shards.documentStart(i))];
        shards.window(shards.documentStart(i), ids);
        return ids;
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> TokenShards.open(file, HASH))
                .isInstanceOf(InhouseException.class)
                .hasMessageMatching(".*(" + why + ").*");
    }

    private static int[] row(PackedBatches batches, long step, int row, int length) {
        int[] tokens = new int[length];
        batches.fill(step, row, tokens, new int[length], 0);
        return tokens;
    }

    private static int[] stream(PackedBatches batches, int count, int rows, int length) {
        int[] stream = new int[count + length];
        for (int i = 0; i * length < count; i++) {
            batches.fill(i / rows, i % rows, stream, new int[stream.length], i * length);
        }
        return java.util.Arrays.copyOf(stream, count);
    }

    private List<List<Integer>> split(int[] stream) {
        List<List<Integer>> parts = new ArrayList<>();
        List<Integer> part = new ArrayList<>();
        for (int id : stream) {
            part.add(id);
            if (id == tokenizer.endOfText()) {
                parts.add(part);
                part = new ArrayList<>();
            }
        }
        return parts;
    }

    private static List<Integer> boxed(int[] ids) {
        return java.util.Arrays.stream(ids).boxed().toList();
    }
}
