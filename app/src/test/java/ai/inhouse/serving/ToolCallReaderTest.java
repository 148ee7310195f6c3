package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.serving.ToolCallReader.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallReaderTest {
    private static final ToolFormat HERMES = ToolFormat.TOLD;
    private static final ToolFormat LIST = new ToolFormat("[CALLS][", "name", "arguments", "]");
    private static final ToolFormat PLAIN = new ToolFormat("", "name", "parameters", "");

    /// Words as they are, calls as `<name arguments>`, whatever the pieces in which a text comes.
    private static List<String> read(ToolFormat format, String text) {
        List<String> results = new ArrayList<>();
        for (int size : new int[] {1, 3, 1000}) {
            ToolCallReader reader = new ToolCallReader(format, false);
            StringBuilder heard = new StringBuilder();
            for (int at = 0; at < text.length(); at += size) {
                write(heard, reader.accept(text.substring(at, Math.min(text.length(), at + size))));
            }
            write(heard, reader.finish());
            results.add(heard.toString());
        }
        return results;
    }

    private static void write(StringBuilder heard, List<Part> parts) {
        for (Part part : parts) {
            switch (part) {
                case Part.Words(String words) -> heard.append(words);
                case Part.Called(ToolCall call) ->
                        heard.append('<')
                                .append(call.name())
                                .append(' ')
                                .append(call.arguments())
                                .append('>');
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    just words {"a": 1}                                               | just words {"a": 1}
                    <tool_call>{"name":"f","arguments":{"x":"}{\\""}}</tool_call>     | <f {"x":"}{\\""}>
                    I look. <tool_call>{"name":"f","arguments":{}}</tool_call>        | I look.<f {}>
                    <tool_call> {"name":"f","arguments":{}} </tool_call> <tool_call>{"name":"g","arguments":{}}</tool_call> | <f {}><g {}>
                    <tool_call>{"name":"f"}</tool_call>                               | <tool_call>{"name":"f"}</tool_call>
                    <tool_call>{"name":"f","argum                                     | <tool_call>{"name":"f","argum
                    a <tool is no call                                                | a <tool is no call
                    """)
    void findsCallsBetweenMarks(String text, String expected) {
        assertThat(read(HERMES, text)).containsOnly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [CALLS][{"name":"f","arguments":{"a":1}}, {"name":"g","arguments":{}}] | <f {"a":1}><g {}>
                    words                                                                  | words
                    """)
    void findsCallsInAList(String text, String expected) {
        assertThat(read(LIST, text)).containsOnly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"name":"f","parameters":{"a":1}} | <f {"a":1}>
                    an object: {"name":"f","parameters":{}} | an object: {"name":"f","parameters":{}}
                    """)
    void takesAnObjectForACallOnlyWhereTheTextBeginsWithIt(String text, String expected) {
        assertThat(read(PLAIN, text)).containsOnly(expected);
    }
}
