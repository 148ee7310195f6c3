package ai.inhouse.bench;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Progress;
import ai.inhouse.tokens.BpeTrainer;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.TokenizerModel;
import ai.inhouse.tokens.TokenizerWriter;
import ai.inhouse.tokens.Tokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Bounded by the bytes read: training and encoding need every byte of text once, at
/// [LimitsBench#read]. Neither comes near, as each word is a look-up in a table that fits no core's
/// cache and each branch on a letter may be mispredicted; the distance is what there is to gain.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BpeBench {
    private static final BpeTrainer TRAINER = BpeTrainer.ofSize(4096).withThreads(1);

    private final List<String> documents = sample();
    private final long bytes = SampleText.bytes(documents);

    private static List<String> sample() {
        return new SampleText(1).documents(2000, 400);
    }

    /// A trained tokenizer, for encoding.
    @State(Scope.Thread)
    public static class Trained {
        private final Tokenizer tokenizer;

        public Trained() {
            List<String> documents = sample();
            try {
                Path folder = Files.createTempDirectory("inhouse-bench");
                TokenizerWriter.write(
                        folder, TRAINER.train(documents.iterator(), Progress.silent()));
                tokenizer = Tokenizers.load(folder);
                DurableFiles.deleteTree(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("keeping a tokenizer in a temporary folder", e);
            }
        }

        @TearDown
        public void close() {
            tokenizer.close();
        }
    }

    @Benchmark
    public TokenizerModel train(Work.Text text) {
        text.read(bytes);
        return TRAINER.train(documents.iterator(), Progress.silent());
    }

    @Benchmark
    public long encode(Trained trained, Work.Text text) {
        long tokens = 0;
        for (String document : documents) {
            tokens += trained.tokenizer.encode(document).length;
        }
        text.read(bytes);
        return tokens;
    }
}
