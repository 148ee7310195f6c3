package ai.inhouse.serving;

import ai.inhouse.serving.TextReply.Echo;
import ai.inhouse.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The prompts of `/v1/completions`: a text, a list of texts, a list of tokens, or a list of such
/// lists, as evaluation harnesses send.
record Prompts(List<int[]> ids) {
    private static final int MOST = 64;

    /// @param field that holds them
    static Prompts read(Fields body, String field, Tokenizer tokenizer) {
        JsonNode node = body.required(field);
        List<int[]> prompts = new ArrayList<>();
        boolean many = node.isArray() && !node.isEmpty() && !node.get(0).isNumber();
        if (many) {
            body.check(node.size() <= MOST, field, "may have at most %d entries".formatted(MOST));
            for (int i = 0; i < node.size(); i++) {
                prompts.add(one(node.get(i), "%s[%d]".formatted(field, i), tokenizer));
            }
        } else {
            body.check(!node.isArray() || !node.isEmpty(), field, "must not be empty");
            prompts.add(one(node, field, tokenizer));
        }
        return new Prompts(prompts);
    }

    private static int[] one(JsonNode node, String param, Tokenizer tokenizer) {
        return node.isArray() ? tokens(node, param, tokenizer) : encode(node, param, tokenizer);
    }

    private static int[] tokens(JsonNode node, String param, Tokenizer tokenizer) {
        int[] ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = node.get(i);
            boolean known =
                    id.isIntegralNumber()
                            && id.canConvertToInt()
                            && id.intValue() >= 0
                            && id.intValue() < tokenizer.vocabularySize();
            if (!known) {
                throw ApiException.invalid(
                        "%s[%d]".formatted(param, i),
                        "'%s[%d]' is no token of the model.".formatted(param, i));
            }
            ids[i] = id.intValue();
        }
        if (ids.length == 0) {
            throw ApiException.invalid(param, "'%s' must not be empty.".formatted(param));
        }
        return ids;
    }

    /// A text's ids, begun as the model's documents were; never empty.
    private static int[] encode(JsonNode node, String param, Tokenizer tokenizer) {
        int[] begun = tokenizer.encodeFromStart(Fields.text(node, param));
        boolean bare = tokenizer.beginOfText().isEmpty() && begun.length > 1;
        return bare ? Arrays.copyOfRange(begun, 1, begun.length) : begun;
    }

    /// Each prompt as it goes back before its completions.
    List<Echo> echoes(Tokenizer tokenizer, int choices) {
        List<Echo> echoes = new ArrayList<>();
        for (int[] prompt : ids) {
            String first = new String(tokenizer.bytes(prompt[0]), StandardCharsets.UTF_8);
            Echo echo = new Echo(tokenizer.decode(prompt, false), first);
            for (int i = 0; i < choices; i++) {
                echoes.add(echo);
            }
        }
        return echoes;
    }
}
