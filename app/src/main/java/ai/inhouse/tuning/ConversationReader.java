package ai.inhouse.tuning;

import ai.inhouse.base.InhouseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads files of conversations, in any of the shapes of [ConversationShapes].
public final class ConversationReader {
    /// Other names that CSV columns go by.
    private static final Map<String, String> COLUMNS =
            Map.of(
                    "q", "question",
                    "prompt", "question",
                    "instruction", "question",
                    "a", "answer",
                    "completion", "answer",
                    "response", "answer",
                    "output", "answer");

    private ConversationReader() {}

    /// @throws InhouseException if the file cannot be read, or no line of it can be used
    public static Conversations read(Path file) {
        List<Conversation> conversations = new ArrayList<>();
        List<Conversations.SetAside> setAside =
                RecordFile.read(
                        file,
                        COLUMNS,
                        (record, source) ->
                                conversations.add(ConversationShapes.read(record, source)));
        if (conversations.isEmpty()) {
            throw RecordFile.nothingUsable(
                    "reading conversations",
                    file,
                    setAside,
                    "Give JSONL with messages, prompt and completion, instruction and output, or"
                            + " CSV with the columns question and answer.");
        }
        return new Conversations(conversations, setAside);
    }
}
