package ai.inhouse.alignment.review;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Database;
import ai.inhouse.tokens.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes what people said as files to train on, in the shapes that the stages read: preferences
/// for DPO from choices and rankings, labels for KTO from thumbs and scores, conversations for
/// fine-tuning from corrections. Of an item on which reviewers differ, the consensus is written;
/// where there is none, nothing.
public final class ReviewExport {
    public static final String PREFERENCES = "preferences.jsonl";
    public static final String LABELS = "labels.jsonl";
    public static final String CORRECTIONS = "corrections.jsonl";

    /// Scores whose mean lies between these are neither good nor bad.
    private static final double GOOD = 5;

    private static final double BAD = 3;

    private final List<Map<String, Object>> preferences = new ArrayList<>();
    private final List<Map<String, Object>> labels = new ArrayList<>();
    private final List<Map<String, Object>> corrections = new ArrayList<>();

    private ReviewExport() {}

    /// How many rows each file got.
    public record Written(int preferences, int labels, int corrections) {
        public int sum() {
            return preferences + labels + corrections;
        }
    }

    /// What people have said so far.
    public static ReviewExport of(Database database) {
        ReviewExport export = new ReviewExport();
        Consensus.of(database).forEach(export::add);
        return export;
    }

    public boolean isEmpty() {
        return preferences.isEmpty() && labels.isEmpty() && corrections.isEmpty();
    }

    /// The same as long as nobody says anything new.
    public Hash hash() {
        return Hash.ofParts(List.of(lines(preferences), lines(labels), lines(corrections)));
    }

    /// How many rows each file has.
    public Written rows() {
        return new Written(preferences.size(), labels.size(), corrections.size());
    }

    /// @param folder where the three files go; each is written only if it has a row
    public Written write(Path folder) {
        write(folder.resolve(PREFERENCES), preferences);
        write(folder.resolve(LABELS), labels);
        write(folder.resolve(CORRECTIONS), corrections);
        return rows();
    }

    private static String lines(List<Map<String, Object>> rows) {
        return rows.stream().map(row -> Json.write(row) + "\n").collect(Collectors.joining());
    }

    private static void write(Path file, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            DurableFiles.write(file, lines(rows));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing reviews", file, e, "Make room on the disk; the reviews are kept.");
        }
    }

    private void add(Consensus.Settled settled) {
        settled.verdict().ifPresent(verdict -> add(settled.item(), verdict));
        for (Judgement.Correction correction : settled.corrections()) {
            List<Message> messages = new ArrayList<>(settled.item().prompt());
            messages.add(Message.of("assistant", correction.text()));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", settled.item().id().brief());
            row.put("messages", messages.stream().map(ReviewExport::message).toList());
            corrections.add(row);
        }
    }

    private void add(ReviewItem item, Verdict verdict) {
        switch (verdict) {
            case Verdict.Choice choice -> prefer(item, choice.better(), 1 - choice.better());
            case Verdict.Ranking ranking -> {
                List<Integer> order = ranking.order();
                for (int i = 0; i < order.size(); i++) {
                    for (int j = i + 1; j < order.size(); j++) {
                        prefer(item, order.get(i), order.get(j));
                    }
                }
            }
            case Verdict.Thumb thumb -> label(item, thumb.up());
            case Verdict.Scores scores -> good(scores).ifPresent(good -> label(item, good));
            case Verdict.Tie _, Verdict.Skip _ -> {}
        }
    }

    private static Optional<Boolean> good(Verdict.Scores scores) {
        double mean = scores.scores().values().stream().mapToInt(s -> s).average().orElseThrow();
        return mean >= GOOD
                ? Optional.of(true)
                : mean <= BAD ? Optional.of(false) : Optional.empty();
    }

    private void prefer(ReviewItem item, int chosen, int rejected) {
        Map<String, Object> row = row(item);
        row.put("chosen", answer(item, chosen));
        row.put("rejected", answer(item, rejected));
        preferences.add(row);
    }

    private void label(ReviewItem item, boolean good) {
        Map<String, Object> row = row(item);
        row.put("completion", answer(item, 0));
        row.put("label", good);
        labels.add(row);
    }

    private static Map<String, Object> row(ReviewItem item) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", item.id().brief());
        row.put("prompt", item.prompt().stream().map(ReviewExport::message).toList());
        return row;
    }

    private static List<Map<String, Object>> answer(ReviewItem item, int answer) {
        return List.of(message(Message.of("assistant", item.answers().get(answer).text())));
    }

    private static Map<String, Object> message(Message message) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", message.role());
        map.put("content", message.content());
        if (!message.toolCalls().isEmpty()) {
            map.put("tool_calls", message.toolCalls());
        }
        return map;
    }
}
