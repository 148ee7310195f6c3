package ai.inhouse.alignment;

import ai.inhouse.base.InhouseException;
import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.ConversationShapes;
import ai.inhouse.tuning.Conversations.SetAside;
import ai.inhouse.tuning.Malformed;
import ai.inhouse.tuning.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads preferences in TRL's shapes: `prompt`, `chosen` and `rejected`; `chosen` and `rejected`
/// alone as conversations that begin alike; and KTO's `prompt`, `completion` and `label`. Each is a
/// text or a list of messages. A pair may have a `margin`, for a reward model.
public final class PreferenceReader {
    private final List<PreferencePair> pairs = new ArrayList<>();
    private final List<RatedCompletion> rated = new ArrayList<>();
    private final List<SetAside> setAside = new ArrayList<>();

    private PreferenceReader() {}

    /// @throws InhouseException if the file cannot be read, or no line of it can be used
    public static Preferences read(Path file) {
        return read(List.of(file));
    }

    /// One file after the other; each line may have any of the shapes.
    ///
    /// @throws InhouseException if a file cannot be read, or no line of it can be used
    public static Preferences read(List<Path> files) {
        PreferenceReader reader = new PreferenceReader();
        files.forEach(reader::take);
        return new Preferences(reader.pairs, reader.rated, reader.setAside);
    }

    private void take(Path file) {
        int before = pairs.size() + rated.size();
        List<SetAside> unusable = RecordFile.read(file, Map.of(), this::take);
        if (pairs.size() + rated.size() == before) {
            throw RecordFile.nothingUsable(
                    "reading preferences",
                    file,
                    unusable,
                    "Give JSONL with prompt, chosen and rejected, or prompt, completion and"
                            + " label.");
        }
        setAside.addAll(unusable);
    }

    private void take(JsonNode record, String source) throws Malformed {
        if (record.has("chosen") || record.has("rejected")) {
            pairs.add(pair(record, source));
        } else if (record.has("label")) {
            rated.add(ratedCompletion(record, source));
        } else {
            throw new Malformed("has neither chosen and rejected nor a label");
        }
    }

    private static PreferencePair pair(JsonNode record, String source) throws Malformed {
        List<Message> chosen = answer(record, "chosen");
        List<Message> rejected = answer(record, "rejected");
        if (chosen.equals(rejected)) {
            throw new Malformed("has the same answer as chosen and rejected");
        }
        if (record.has("prompt")) {
            return new PreferencePair(prompt(record), chosen, rejected, margin(record), source);
        }
        int shared = sharedBeginning(chosen, rejected);
        if (shared == 0) {
            throw new Malformed("has no prompt, and its answers do not begin alike");
        }
        return new PreferencePair(
                chosen.subList(0, shared),
                nonEmpty(chosen.subList(shared, chosen.size())),
                nonEmpty(rejected.subList(shared, rejected.size())),
                margin(record),
                source);
    }

    private static double margin(JsonNode record) throws Malformed {
        JsonNode margin = record.path("margin");
        if (margin.isMissingNode() || margin.isNull()) {
            return 0;
        }
        if (!margin.isNumber() || margin.asDouble() < 0) {
            throw new Malformed("has a margin that is no number from 0 up");
        }
        return margin.asDouble();
    }

    private static int sharedBeginning(List<Message> one, List<Message> other) {
        int shared = 0;
        while (shared < Math.min(one.size(), other.size())
                && one.get(shared).equals(other.get(shared))) {
            shared++;
        }
        return shared;
    }

    private static RatedCompletion ratedCompletion(JsonNode record, String source)
            throws Malformed {
        JsonNode label = record.path("label");
        if (!label.isBoolean()) {
            throw new Malformed("has a label that is neither true nor false");
        }
        return new RatedCompletion(
                prompt(record), answer(record, "completion"), label.asBoolean(), source);
    }

    private static List<Message> prompt(JsonNode record) throws Malformed {
        return nonEmpty(ConversationShapes.messageList(record.path("prompt"), "prompt", "user"));
    }

    private static List<Message> answer(JsonNode record, String key) throws Malformed {
        return nonEmpty(ConversationShapes.messageList(record.path(key), key, "assistant"));
    }

    private static List<Message> nonEmpty(List<Message> messages) throws Malformed {
        if (messages.isEmpty()) {
            throw new Malformed("has an answer without a message of its own");
        }
        for (Message message : messages) {
            if (message.content().isBlank() && message.toolCalls().isEmpty()) {
                throw new Malformed("has an empty message of the " + message.role());
            }
        }
        return messages;
    }
}
