package ai.inhouse.tokens;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a tokenizer in Hugging Face's files, so that other programs load it too. The same model
/// gives the same bytes.
public final class TokenizerFiles {
    static final String TOKENIZER = "tokenizer.json";
    static final String CONFIG = "tokenizer_config.json";

    /// Transformers' own way to say that there is no limit.
    private static final long NO_LENGTH_LIMIT = 1_000_000_000_000_000_000L;

    private TokenizerFiles() {}

    /// Writes `tokenizer.json` and `tokenizer_config.json`.
    ///
    /// @param folder made if absent
    public static void write(Path folder, TokenizerModel model) {
        try {
            DurableFiles.write(folder.resolve(TOKENIZER), Json.pretty(tokenizer(model)) + "\n");
            DurableFiles.write(folder.resolve(CONFIG), Json.pretty(config(model)) + "\n");
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing a tokenizer", folder, e, "Check free space and permissions there.");
        }
    }

    private static ObjectNode tokenizer(TokenizerModel model) {
        ObjectNode root = object().put("version", "1.0").putNull("truncation").putNull("padding");
        root.set("added_tokens", addedTokens(model));
        root.putNull("normalizer");
        root.set("pre_tokenizer", model.splitting().toJson());
        root.set("post_processor", postProcessor(model));
        root.set("decoder", Splitting.byteLevel(false));
        root.set("model", bpe(model));
        return root;
    }

    private static ArrayNode addedTokens(TokenizerModel model) {
        Map<Integer, ObjectNode> byId = new TreeMap<>();
        model.added().forEach((id, text) -> byId.put(id, addedToken(id, text, false)));
        model.specials().forEach((id, text) -> byId.put(id, addedToken(id, text, true)));
        return array().addAll(byId.values());
    }

    private static ObjectNode addedToken(int id, String text, boolean special) {
        return object().put("id", id)
                .put("content", text)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }

    /// Puts the begin-of-text token first where there is one.
    private static ObjectNode postProcessor(TokenizerModel model) {
        if (model.beginOfText().isEmpty()) {
            return Splitting.byteLevel(false);
        }
        String begin = model.beginOfText().get();
        ObjectNode special = object().put("id", begin);
        special.set("ids", array().add(idOf(begin, model)));
        special.set("tokens", array().add(begin));
        ObjectNode template = object().put("type", "TemplateProcessing");
        template.set(
                "single",
                array().add(part("SpecialToken", begin, 0)).add(part("Sequence", "A", 0)));
        template.set(
                "pair",
                array().add(part("SpecialToken", begin, 0))
                        .add(part("Sequence", "A", 0))
                        .add(part("Sequence", "B", 1)));
        template.set("special_tokens", object().set(begin, special));
        return template;
    }

    private static ObjectNode part(String kind, String id, int type) {
        ObjectNode part = object();
        part.set(kind, object().put("id", id).put("type_id", type));
        return part;
    }

    private static int idOf(String special, TokenizerModel model) {
        return model.specials().entrySet().stream()
                .filter(e -> e.getValue().equals(special))
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElseThrow(() -> new IllegalArgumentException(special + " is no special token"));
    }

    private static ObjectNode bpe(TokenizerModel model) {
        ObjectNode vocabulary = object();
        for (int id = 0; id < model.tokens().size(); id++) {
            String token = model.tokens().get(id);
            if (vocabulary.has(token)) {
                throw InhouseException.badInput(
                        "writing a tokenizer",
                        "tokens %d and %d".formatted(vocabulary.get(token).intValue(), id),
                        "both are " + token,
                        "Import the model from its Hugging Face folder instead.");
            }
            vocabulary.put(token, id);
        }
        ArrayNode merges = array();
        for (String merge : model.merges()) {
            int space = merge.indexOf(' ', 1);
            merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
        }
        ObjectNode bpe = object().put("type", "BPE").putNull("dropout").putNull("unk_token");
        bpe.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        bpe.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        bpe.set("vocab", vocabulary);
        bpe.set("merges", merges);
        return bpe;
    }

    private static ObjectNode config(TokenizerModel model) {
        ObjectNode config = object().put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("add_prefix_space", false).put("clean_up_tokenization_spaces", false);
        config.put("model_max_length", NO_LENGTH_LIMIT);
        model.beginOfText().ifPresent(token -> config.put("bos_token", token));
        config.put("eos_token", model.endOfText()).put("pad_token", model.padding());
        if (!model.chatTemplate().isEmpty()) {
            config.put("chat_template", model.chatTemplate());
        }
        return config;
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static ArrayNode array() {
        return Json.mapper().createArrayNode();
    }
}
