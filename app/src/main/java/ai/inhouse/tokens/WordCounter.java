package ai.inhouse.tokens;

import ai.inhouse.base.InhouseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the words of many documents with several threads. Documents are taken in batches of a
/// fixed size, whose counts are summed: the result depends on the documents and their order, never
/// on the threads.
final class WordCounter {
    /// Characters read before counts are summed.
    private static final int BATCH_CHARS = 16 << 20;

    /// Text is shared between threads in pieces of about this many bytes.
    private static final int PIECE_BYTES = 256 << 10;

    /// Longer words, as in scripts without spaces or in encoded data, are counted in parts, so that
    /// no merge has to walk through a whole page.
    static final int LONGEST_WORD_BYTES = 256;

    private final int threads;
    private final int mostWords;

    /// @param mostWords when more different words are held the rarest are forgotten: bounds memory
    WordCounter(int threads, int mostWords) {
        this.threads = threads;
        this.mostWords = mostWords;
    }

    WordTable count(Iterator<String> documents) {
        WordTable total = new WordTable();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            while (documents.hasNext()) {
                List<Piece> pieces = nextBatch(documents);
                for (WordTable part : countBatch(pieces, workers)) {
                    if (total.size() == 0) {
                        total = part;
                    } else {
                        total.addAll(part);
                    }
                }
                for (long rare = 1; total.size() > mostWords; rare *= 2) {
                    total = total.moreFrequentThan(rare);
                }
            }
        }
        return total;
    }

    private record Piece(byte[] text, int from, int to) {}

    private static List<Piece> nextBatch(Iterator<String> documents) {
        List<Piece> pieces = new ArrayList<>();
        for (long chars = 0; chars < BATCH_CHARS && documents.hasNext(); ) {
            String document = documents.next();
            chars += document.length();
            split(document.getBytes(StandardCharsets.UTF_8), pieces);
        }
        return pieces;
    }

    /// Cuts after a line break that something other than white space follows: a word ends there in
    /// any case.
    private static void split(byte[] text, List<Piece> pieces) {
        int from = 0;
        while (from < text.length) {
            int to = Math.min(from + PIECE_BYTES, text.length);
            while (to < text.length && !(text[to - 1] == '\n' && isPrintable(text[to]))) {
                to++;
            }
            pieces.add(new Piece(text, from, to));
            from = to;
        }
    }

    private static boolean isPrintable(byte unit) {
        return unit > ' ' && unit < 0x7F;
    }

    private List<WordTable> countBatch(List<Piece> pieces, ExecutorService workers) {
        AtomicInteger next = new AtomicInteger();
        Callable<WordTable> work =
                () -> {
                    WordTable words = new WordTable();
                    int piece = next.getAndIncrement();
                    for (; piece < pieces.size(); piece = next.getAndIncrement()) {
                        count(pieces.get(piece), words);
                    }
                    return words;
                };
        List<WordTable> parts = new ArrayList<>();
        try {
            for (Future<WordTable> part :
                    workers.invokeAll(java.util.Collections.nCopies(threads, work))) {
                parts.add(part.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        }
        return parts;
    }

    private static void count(Piece piece, WordTable words) {
        byte[] text = piece.text;
        WordScanner scanner = new WordScanner(text, piece.to);
        for (int from = piece.from; from < piece.to; ) {
            int end = scanner.end(from);
            while (end - from > LONGEST_WORD_BYTES) {
                int cut = from + LONGEST_WORD_BYTES;
                while ((text[cut] & 0xC0) == 0x80) {
                    cut--;
                }
                words.add(text, from, cut, 1);
                from = cut;
            }
            words.add(text, from, end, 1);
            from = end;
        }
    }

    private static InhouseException failed(Throwable cause) {
        return InhouseException.internal(
                "counting words", "tokenizer training", cause, "Run the command again.");
    }
}
