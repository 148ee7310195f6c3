package ai.inhouse.alignment;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reviews as JSONL in TRL's shape, each with the item's `id` and the `reviewer`: `prompt`,
/// `chosen`, `rejected` for a choice, `prompt`, `completion`, `label` for a thumb.
public final class ReviewFile implements ReviewSink {
    private final Path file;
    private final String reviewer;
    private final Map<String, String> lines = new LinkedHashMap<>();

    /// @param file may not exist yet
    /// @throws InhouseException if it cannot be read
    public ReviewFile(Path file, String reviewer) {
        this.file = file;
        this.reviewer = reviewer;
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                if (!line.isBlank()) {
                    lines.put(Json.tree(line, file).path("id").asString(line), line);
                }
            }
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading reviews", file, e, "Check that the file is readable text.");
        }
    }

    String reviewer() {
        return reviewer;
    }

    @Override
    public Set<String> reviewed() {
        return Set.copyOf(lines.keySet());
    }

    @Override
    public void save(Review review) {
        lines.put(review.item().id(), Json.write(row(review)));
        try {
            DurableFiles.write(file, String.join("\n", lines.values()) + "\n");
        } catch (IOException e) {
            throw InhouseException.internal(
                    "saving a review", file, e, "Make room on the disk; earlier reviews are kept.");
        }
    }

    private Map<String, Object> row(Review review) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", review.item().id());
        row.put("reviewer", reviewer);
        row.put("prompt", review.item().prompt().stream().map(ReviewFile::message).toList());
        switch (review) {
            case Review.Choice choice -> {
                row.put("chosen", answer(choice.chosen()));
                row.put("rejected", answer(choice.rejected()));
            }
            case Review.Thumb thumb -> {
                row.put("completion", answer(thumb.item().answers().getFirst()));
                row.put("label", thumb.up());
            }
        }
        return row;
    }

    private static List<Map<String, Object>> answer(String text) {
        return List.of(message(Message.of("assistant", text)));
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
