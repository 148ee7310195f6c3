package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.bench.SampleText;
import ai.inhouse.bench.Work;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Bounded by operations: a multiplication, an addition and a minimum for each word and each of
/// MinHash's 128 permutations. Held against [ai.inhouse.bench.LimitsBench#multiplyAdd], one counts
/// half of what a multiply-add counts, so that a half is the most. The filter uses all cores
/// whatever JMH's number of threads. (Here, in the filter's package, as the filter is not public.)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class NearDuplicateBench {
    private static final int DOCUMENTS = 2000;
    private static final int WORDS = 400;

    private final List<Document> documents = new ArrayList<>();
    private final NearDuplicateFilter filter =
            new NearDuplicateFilter(CorpusSettings.STANDARD.nearDuplicateSimilarity());
    private final long bytes;

    /// Every fourth document is the one before with one more sentence.
    public NearDuplicateBench() {
        SampleText sample = new SampleText(1);
        List<String> texts = sample.documents(DOCUMENTS, WORDS);
        for (int i = 3; i < DOCUMENTS; i += 4) {
            texts.set(i, texts.get(i - 1) + sample.document(12));
        }
        texts.forEach(text -> documents.add(document(documents.size() + ".txt", text)));
        bytes = SampleText.bytes(texts);
    }

    @Benchmark
    public Map<Integer, String> removals(Work.Text text, Work.Operations operations) {
        text.read(bytes);
        operations.done(3.0 * MinHash.PERMUTATIONS * WORDS * DOCUMENTS);
        return filter.removals(documents);
    }

    private static Document document(String name, String text) {
        return new Document(
                Hash.of(text),
                name,
                name,
                "text/plain",
                Map.of(),
                List.of(new Section(1, "", text)),
                AccessLabel.INTERNAL);
    }
}
