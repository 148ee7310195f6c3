package ai.inhouse.tokens;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a trained tokenizer in Hugging Face's files, so that other programs load it too. The same
/// model gives the same bytes.
public final class TokenizerWriter {
    static final String TOKENIZER = "tokenizer.json";
    static final String CONFIG = "tokenizer_config.json";

    /// Transformers' own way to say that there is no limit.
    private static final long NO_LENGTH_LIMIT = 1_000_000_000_000_000_000L;

    private TokenizerWriter() {}

    /// Writes `tokenizer.json` and `tokenizer_config.json`, whose chat format is [ChatMl].
    ///
    /// @param folder made if absent
    public static void write(Path folder, TokenizerModel model) {
        try {
            DurableFiles.write(folder.resolve(TOKENIZER), Json.pretty(tokenizer(model)) + "\n");
            DurableFiles.write(folder.resolve(CONFIG), Json.pretty(config()) + "\n");
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing a tokenizer", folder, e, "Check free space and permissions there.");
        }
    }

    private static ObjectNode tokenizer(TokenizerModel model) {
        ObjectNode root = object().put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        new TreeMap<>(model.specials()).forEach((id, text) -> added.add(special(id, text)));
        root.putNull("normalizer");
        root.set("pre_tokenizer", preTokenizer());
        root.set("post_processor", byteLevel());
        root.set("decoder", byteLevel());
        root.set("model", bpe(model));
        return root;
    }

    private static ObjectNode special(int id, String text) {
        return object().put("id", id)
                .put("content", text)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static ObjectNode preTokenizer() {
        ObjectNode split = object().put("type", "Split");
        split.putObject("pattern").put("Regex", WordScanner.REGEX);
        split.put("behavior", "Isolated").put("invert", false);
        ObjectNode sequence = object().put("type", "Sequence");
        sequence.putArray("pretokenizers").add(split).add(byteLevel());
        return sequence;
    }

    private static ObjectNode byteLevel() {
        return object().put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", false);
    }

    private static ObjectNode bpe(TokenizerModel model) {
        ObjectNode bpe = object().put("type", "BPE").putNull("dropout").putNull("unk_token");
        bpe.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        bpe.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = bpe.putObject("vocab");
        for (int id = 0; id < model.tokens().size(); id++) {
            vocabulary.put(model.tokens().get(id), id);
        }
        ArrayNode merges = bpe.putArray("merges");
        for (String merge : model.merges()) {
            int space = merge.indexOf(' ');
            merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
        }
        return bpe;
    }

    private static ObjectNode config() {
        return object().put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("add_prefix_space", false)
                .put("clean_up_tokenization_spaces", false)
                .put("model_max_length", NO_LENGTH_LIMIT)
                .put("eos_token", BpeTrainer.END_OF_TEXT)
                .put("pad_token", BpeTrainer.PADDING)
                .put("chat_template", ChatMl.TEMPLATE);
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }
}
