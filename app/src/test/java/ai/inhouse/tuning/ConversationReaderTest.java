package ai.inhouse.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.tokens.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConversationReaderTest {
    @TempDir private Path folder;

    @Test
    void readsMessagesWithToolCallsAndTone() throws IOException {
        Conversation conversation =
                only(
                        """
                        {"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}]}, {"role": "tool", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "weather"}}], "tone": "formal"}
                        """);
        assertThat(conversation.messages())
                .extracting(Message::role)
                .containsExactly("user", "assistant", "tool", "assistant");
        assertThat(conversation.messages().get(1).toolCalls().getFirst()).containsEntry("id", "1");
        assertThat(conversation.tools()).hasSize(1);
        assertThat(conversation.tone()).contains("formal");
        assertThat(conversation.source()).isEqualTo("chats.jsonl, line 1");
    }

    @Test
    void readsAlpaca() throws IOException {
        assertThat(
                        only("""
                                        {"instruction": "Translate.", "input": "Haus", "output": "house"}
                                        """)
                                .messages())
                .containsExactly(
                        Message.of("user", "Translate.\n\nHaus"), Message.of("assistant", "house"));
    }

    @Test
    void readsShareGpt() throws IOException {
        Conversation conversation =
                only(
                        """
                        {"system": "Be brief.", "conversations": [{"from": "human", "value": "Hi"}, {"from": "function_call", "value": "{\\"name\\": \\"look\\", \\"arguments\\": {\\"at\\": 3}}"}, {"from": "observation", "value": "x"}, {"from": "gpt", "value": "Hello"}]}
                        """);
        assertThat(conversation.messages())
                .extracting(Message::role)
                .containsExactly("system", "user", "assistant", "tool", "assistant");
        assertThat(conversation.messages().get(2).toolCalls().getFirst().get("function"))
                .isEqualTo(
                        java.util.Map.of("name", "look", "arguments", java.util.Map.of("at", 3)));
    }

    @Test
    void readsPromptAndCompletionAsTextOrMessages() throws IOException {
        Conversations both =
                read(
                        "chats.jsonl",
                        """
                        {"prompt": "Hi", "completion": "Hello"}
                        {"prompt": [{"role": "user", "content": "Hi"}], "completion": [{"role": "assistant", "content": "Hello"}]}
                        """);
        List<Message> expected =
                List.of(Message.of("user", "Hi"), Message.of("assistant", "Hello"));
        assertThat(both.conversations())
                .extracting(Conversation::messages)
                .containsExactly(expected, expected);
    }

    @Test
    void readsAnArrayOfObjects() throws IOException {
        assertThat(
                        read("chats.json", " [{\"question\": \"Q?\", \"answer\": \"A\"}, 3]")
                                .conversations())
                .hasSize(1);
    }

    @Test
    void readsCsvWithQuotesAndLineBreaks() throws IOException {
        Conversations csv =
                read(
                        "faq.csv",
                        """
                        Question,Answer,Tone
                        "What is ""PTO"", please?","Paid time
                        off.",formal
                        Open on Sunday?,
                        Who leads?,Anna,
                        """);
        assertThat(csv.conversations())
                .extracting(Conversation::messages)
                .containsExactly(
                        List.of(
                                Message.of("user", "What is \"PTO\", please?"),
                                Message.of("assistant", "Paid time\noff.")),
                        List.of(Message.of("user", "Who leads?"), Message.of("assistant", "Anna")));
        assertThat(csv.conversations().getFirst().tone()).contains("formal");
        assertThat(csv.setAside())
                .containsExactly(
                        new Conversations.SetAside(4, "has an empty message of the assistant"));
    }

    @Test
    void readsSemicolonsAsSpreadsheetsWriteThem() throws IOException {
        assertThat(read("faq.csv", "q;a\r\nWo, bitte?;Hier, dort\r\n").conversations())
                .extracting(Conversation::messages)
                .containsExactly(
                        List.of(
                                Message.of("user", "Wo, bitte?"),
                                Message.of("assistant", "Hier, dort")));
    }

    @Test
    void setsBadLinesAsideWithTheirReasons() throws IOException {
        Path file = folder.resolve("chats.jsonl");
        String text =
                """
                {"prompt": "Hi", "completion": "Hello"}
                {"prompt": "Hi"
                {"text": "Hi"}
                [1]
                {"messages": [{"role": "user", "content": "Hi"}]}
                {"messages": [{"role": "boss", "content": "Hi"}]}
                {"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "a"}]}

                """;
        Files.writeString(file, text);
        Files.write(
                file,
                "{\"prompt\": \"Grüße\", \"completion\": \"x\"}"
                        .getBytes(StandardCharsets.ISO_8859_1),
                java.nio.file.StandardOpenOption.APPEND);
        Conversations read = ConversationReader.read(file);
        assertThat(read.conversations()).hasSize(1);
        assertThat(read.setAside())
                .extracting(bad -> bad.line() + ": " + bad.reason())
                .containsExactly(
                        "2: is not JSON",
                        "3: has none of the keys messages, conversations, instruction, prompt,"
                                + " question",
                        "4: is not a JSON object",
                        "5: has no message of the assistant to learn from",
                        "6: has an unknown role 'boss'",
                        "7: has an empty message of the user",
                        "9: is not UTF-8 text");
    }

    @Test
    void saysSoWhereNothingCanBeUsed() {
        assertThatThrownBy(() -> read("chats.jsonl", "{}\n"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("no line can be used: line 1 has none of the keys");
        assertThatThrownBy(() -> read("chats.jsonl", "")).hasMessageContaining("it is empty");
        assertThatThrownBy(() -> ConversationReader.read(folder.resolve("none.jsonl")))
                .isInstanceOf(InhouseException.class);
    }

    private Conversation only(String line) throws IOException {
        Conversations read = read("chats.jsonl", line);
        assertThat(read.setAside()).isEmpty();
        assertThat(read.conversations()).hasSize(1);
        return read.conversations().getFirst();
    }

    private Conversations read(String name, String text) throws IOException {
        return ConversationReader.read(Files.writeString(folder.resolve(name), text));
    }
}
