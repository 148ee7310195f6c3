package ai.inhouse.alignment.review;

import ai.inhouse.tokens.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/// A review in the terminal: item by item, two answers in the reviewer's own order or one to judge,
/// a key and Enter for each. Every verdict is kept at once. Rankings and scores need the studio.
public final class ReviewSession {
    private static final String PAIR_KEYS =
            "1 or 2: the better one   =: alike   s: skip   b: back   q: quit";
    private static final String SINGLE_KEYS = "+ or -: good or bad   s: skip   b: back   q: quit";

    private final ReviewSink sink;
    private final BufferedReader in;
    private final PrintStream out;
    private final String reviewer;

    public ReviewSession(ReviewSink sink, BufferedReader in, PrintStream out, String reviewer) {
        this.sink = sink;
        this.in = in;
        this.out = out;
        this.reviewer = reviewer;
    }

    /// What a session came to.
    ///
    /// @param left items that have no verdict yet
    public record Result(int reviewed, int skipped, int left) {}

    private enum Answer {
        REVIEWED,
        SKIPPED,
        BACK,
        QUIT
    }

    /// Shows items until the last or until the reviewer quits.
    public Result run(List<ReviewItem> items) {
        List<ReviewItem> open = items.stream().filter(ReviewSession::canBeShown).toList();
        Answer[] answers = new Answer[open.size()];
        int at = 0;
        while (at < open.size()) {
            out.printf("%n[%d of %d]%n", at + 1, open.size());
            Answer answer = ask(open.get(at));
            if (answer == Answer.QUIT) {
                break;
            }
            if (answer == Answer.BACK) {
                at = Math.max(0, at - 1);
                continue;
            }
            boolean keeps = answer == Answer.SKIPPED && answers[at] == Answer.REVIEWED;
            answers[at] = keeps ? Answer.REVIEWED : answer;
            at++;
        }
        int reviewed = count(answers, Answer.REVIEWED);
        Result result =
                new Result(reviewed, count(answers, Answer.SKIPPED), open.size() - reviewed);
        out.printf("%n%d reviewed, %d left.%n", result.reviewed(), result.left());
        return result;
    }

    private static boolean canBeShown(ReviewItem item) {
        return switch (item.kind()) {
            case PAIR, THUMBS -> true;
            case RANKING, SCORES -> false;
        };
    }

    private static int count(Answer[] answers, Answer wanted) {
        int count = 0;
        for (Answer answer : answers) {
            count += answer == wanted ? 1 : 0;
        }
        return count;
    }

    private Answer ask(ReviewItem item) {
        List<Integer> order = ShownOrder.of(reviewer, item);
        for (Message message : item.prompt()) {
            out.printf("%s: %s%n", message.role(), shown(message.content()));
        }
        for (int i = 0; i < order.size(); i++) {
            out.printf(
                    "%n--- %s%n%s%n",
                    order.size() == 1 ? "answer" : "answer " + (i + 1),
                    shown(item.answers().get(order.get(i)).text()));
        }
        while (true) {
            out.printf("%n%s > ", order.size() == 1 ? SINGLE_KEYS : PAIR_KEYS);
            out.flush();
            String key = key();
            switch (key) {
                case "q" -> {
                    return Answer.QUIT;
                }
                case "b" -> {
                    return Answer.BACK;
                }
                case "s" -> {
                    return Answer.SKIPPED;
                }
                default -> {
                    if (save(item, order, key)) {
                        return Answer.REVIEWED;
                    }
                    out.println("That key means nothing here.");
                }
            }
        }
    }

    private boolean save(ReviewItem item, List<Integer> order, String key) {
        if (order.size() == 2 && (key.equals("1") || key.equals("2"))) {
            sink.save(item, new Verdict.Choice(order.get(Integer.parseInt(key) - 1)));
            return true;
        }
        if (order.size() == 2 && key.equals("=")) {
            sink.save(item, new Verdict.Tie());
            return true;
        }
        if (order.size() == 1 && (key.equals("+") || key.equals("-"))) {
            sink.save(item, new Verdict.Thumb(key.equals("+")));
            return true;
        }
        return false;
    }

    /// The end of the input ends the session.
    private String key() {
        try {
            String line = in.readLine();
            return line == null ? "q" : line.strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the terminal", e);
        }
    }

    /// Without control characters, by which a text could take the terminal over.
    private static String shown(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\uFFFD");
    }
}
