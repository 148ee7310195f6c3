package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.documents.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearDuplicateFilterTest {
    private static final long SEED = 20260102;
    private final Random random = new Random(SEED);

    @Test
    void removesAnEditedCopyAndTellsOfWhat() {
        String text = SampleDocuments.words(random, 300);
        List<Document> documents =
                List.of(
                        SampleDocuments.document("one.md", text),
                        SampleDocuments.document("two.md", SampleDocuments.words(random, 300)),
                        SampleDocuments.document("three.md", text + " and a few more words"));
        Map<Integer, String> removals = new NearDuplicateFilter(0.8).removals(documents);
        assertThat(removals).containsOnlyKeys(2);
        assertThat(removals.get(2)).matches("9\\d% the same as one.md");
    }

    @Test
    void findsNearlyAllPairsOverTheThresholdAndNoneUnderIt() {
        List<Document> documents = new ArrayList<>();
        for (int pair = 0; pair < 400; pair++) {
            String[] words = SampleDocuments.words(random, 200).split(" ");
            documents.add(SampleDocuments.document("a" + pair, String.join(" ", words)));
            int edits = random.nextInt(12); // each changes five shingles: similarity 1 to 0.57
            for (int edit = 0; edit < edits; edit++) {
                words[random.nextInt(words.length)] = "edited" + random.nextInt(1_000_000);
            }
            documents.add(SampleDocuments.document("b" + pair, String.join(" ", words)));
        }
        Map<Integer, String> removals = new NearDuplicateFilter(0.8).removals(documents);
        int expected = 0;
        int found = 0;
        for (int i = 1; i < documents.size(); i += 2) {
            double similarity =
                    Shingles.of(documents.get(i).text())
                            .similarity(Shingles.of(documents.get(i - 1).text()));
            expected += similarity >= 0.8 ? 1 : 0;
            found += similarity >= 0.8 && removals.containsKey(i) ? 1 : 0;
        }
        assertThat(expected).as("pairs, seed %d", SEED).isGreaterThan(100);
        assertThat(found / (double) expected).as("recall, seed %d", SEED).isGreaterThan(0.99);
        assertThat(removals).as("false pairs, seed %d", SEED).hasSize(found);
    }

    @Test
    void estimatesSimilarityByTheShareOfEqualPlaces() {
        MinHash minHash = new MinHash();
        double error = 0;
        for (int trial = 0; trial < 100; trial++) {
            String common = SampleDocuments.words(random, 300);
            Shingles a = Shingles.of(common + " " + SampleDocuments.words(random, 100));
            Shingles b = Shingles.of(common + " " + SampleDocuments.words(random, 100));
            int[] first = minHash.signature(a);
            int[] second = minHash.signature(b);
            int equal = 0;
            for (int i = 0; i < MinHash.PERMUTATIONS; i++) {
                equal += first[i] == second[i] ? 1 : 0;
            }
            error += equal / (double) MinHash.PERMUTATIONS - a.similarity(b);
        }
        assertThat(error / 100).as("bias, seed %d", SEED).isBetween(-0.015, 0.015);
    }

    @Test
    void keepsFarMoreDocumentsApartThanTheIndexHasRoomForAtFirst() {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            documents.add(SampleDocuments.document("d" + i, SampleDocuments.words(random, 40)));
        }
        documents.add(SampleDocuments.document("copy", documents.get(3).text()));
        assertThat(new NearDuplicateFilter(0.8).removals(documents))
                .hasSize(1)
                .containsEntry(1000, "100% the same as d3");
    }
}
