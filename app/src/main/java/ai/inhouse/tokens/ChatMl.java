package ai.inhouse.tokens;

/// The chat format of our own models. Each turn stands between two special tokens, under the name
/// of who speaks; tools and their calls are JSON, one object a line.
public final class ChatMl {
    static final String TURN_START = "<|im_start|>";
    static final String TURN_END = "<|im_end|>";

    /// Jinja, with its line breaks only where the text has them.
    public static final String TEMPLATE =
            """
            {%- macro turn(role, content) -%}
                {{- '<|im_start|>' + role + '\\n' + content + '<|im_end|>\\n' -}}
            {%- endmacro -%}
            {%- set first = messages[0].content if messages and messages[0].role == 'system' else '' -%}
            {%- if tools -%}
                {%- set lines = namespace(text='Tools:') -%}
                {%- for tool in tools -%}
                    {%- set lines.text = lines.text + '\\n' + (tool.function or tool) | tojson -%}
                {%- endfor -%}
                {%- set call = '\\nTo call one, write <tool_call>{"name": ..., "arguments": ...}</tool_call>' -%}
                {{- turn('system', (first + '\\n\\n' if first else '') + lines.text + call) -}}
            {%- elif first -%}
                {{- turn('system', first) -}}
            {%- endif -%}
            {%- for message in messages -%}
                {%- if message.role == 'assistant' -%}
                    {{- '<|im_start|>assistant\\n' + message.content -}}
                    {%- for call in message.tool_calls or [] -%}
                        {%- set function = call.function or call -%}
                        {{- '\\n' if message.content or not loop.first -}}
                        {{- '<tool_call>' + {'name': function.name, 'arguments': function.arguments} | tojson + '</tool_call>' -}}
                    {%- endfor -%}
                    {{- '<|im_end|>\\n' -}}
                {%- elif not (loop.first and message.role == 'system') -%}
                    {{- turn(message.role, message.content) -}}
                {%- endif -%}
            {%- endfor -%}
            {%- if add_generation_prompt -%}
                {{- '<|im_start|>assistant\\n' -}}
            {%- endif -%}
            """;

    private ChatMl() {}
}
