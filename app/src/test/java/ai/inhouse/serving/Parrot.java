package ai.inhouse.serving;

import ai.inhouse.inference.Generator;
import ai.inhouse.tokens.ByteTokenizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/// A deterministic model: it says the user's last words, or the whole prompt where there are none.
/// With a temperature it begins at a place that the seed chooses. Words that begin with `forever`
/// are said without end.
public final class Parrot implements Generator {
    private final ByteTokenizer tokenizer = new ByteTokenizer();
    private final Duration perToken;
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final List<String> prompts = new CopyOnWriteArrayList<>();

    /// @param perToken how long it takes over each token
    public Parrot(Duration perToken) {
        this.perToken = perToken;
    }

    @Override
    public List<Completion> generate(List<int[]> prompts, Sampling sampling) {
        return prompts.stream().map(p -> stream(p, sampling, id -> true)).toList();
    }

    @Override
    public synchronized Completion stream(int[] prompt, Sampling sampling, IntPredicate onToken) {
        String text = tokenizer.decode(prompt, false);
        prompts.add(text);
        if (text.contains("break the model")) {
            throw new IllegalStateException("a secret of the inside");
        }
        running.incrementAndGet();
        try {
            return say(words(text), sampling, onToken);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public List<float[]> scoreAll(List<int[]> sequences) {
        return sequences.stream().map(this::score).toList();
    }

    private Completion say(String words, Sampling sampling, IntPredicate onToken) {
        int[] script = tokenizer.encode(words);
        boolean endless = words.startsWith("forever");
        int start =
                sampling.temperature() == 0 || script.length == 0
                        ? 0
                        : Math.floorMod(sampling.seed().orElseGet(System::nanoTime), script.length);
        int[] said = new int[sampling.maxTokens()];
        for (int n = 0; n < said.length; n++) {
            if (!endless && start + n >= script.length) {
                return new Completion(Arrays.copyOf(said, n), Finish.STOP);
            }
            LockSupport.parkNanos(perToken.toNanos());
            said[n] = script[(start + n) % script.length];
            if (!onToken.test(said[n])) {
                cancelled.incrementAndGet();
                return new Completion(Arrays.copyOf(said, n + 1), Finish.CANCELLED);
            }
        }
        return new Completion(said, Finish.LENGTH);
    }

    private static String words(String prompt) {
        int user = prompt.lastIndexOf("<|user|>");
        return user < 0
                ? prompt
                : prompt.substring(user + "<|user|>".length(), prompt.indexOf("<|end|>", user));
    }

    @Override
    public float[] score(int[] ids) {
        return new float[ids.length - 1];
    }

    @Override
    public void close() {}
}
