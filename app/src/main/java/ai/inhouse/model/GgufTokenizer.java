package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes Hugging Face's tokenizer files from what a GGUF file holds of a byte-level BPE: its tokens
/// with their kinds, its merges, and the name of the rule by which text is split before merging.
final class GgufTokenizer {
    private static final String KEY = "tokenizer.ggml.";
    private static final long UNKNOWN = 2;
    private static final long CONTROL = 3;
    private static final long USER_DEFINED = 4;
    private static final long UNUSED = 5;

    private final GgufFile file;
    private final List<String> tokens;
    private final List<Long> kinds;
    private final String preTokenizer;

    private GgufTokenizer(GgufFile file) {
        this.file = file;
        this.tokens = file.strings(KEY + "tokens");
        this.kinds = file.integers(KEY + "token_type");
        this.preTokenizer = file.string(KEY + "pre").orElse("default");
    }

    /// @throws InhouseException if the tokenizer is of another kind, or split by an unknown rule
    static TokenizerFiles files(GgufFile file) {
        GgufTokenizer tokenizer = new GgufTokenizer(file);
        tokenizer.check();
        return TokenizerFiles.of(Json.write(tokenizer.json()), Json.pretty(tokenizer.config()));
    }

    private void check() {
        String model = file.string(KEY + "model").orElse("(none)");
        if (!model.equals("gpt2")) {
            throw refusal("its tokenizer is of the kind %s, not a byte-level BPE".formatted(model));
        }
        if (tokens.isEmpty() || !file.metadata().containsKey(KEY + "merges")) {
            throw refusal("its tokenizer has no tokens or no merges");
        }
        if (!kinds.isEmpty() && kinds.size() != tokens.size()) {
            throw refusal(
                    "it has %d tokens but the kinds of %d".formatted(tokens.size(), kinds.size()));
        }
    }

    private InhouseException refusal(String why) {
        return InhouseException.badInput(
                "reading the GGUF file's tokenizer",
                file.path(),
                why,
                "Import the model from its Hugging Face folder instead.");
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", addedTokens());
        PreTokenization rule =
                PreTokenization.named(preTokenizer)
                        .orElseThrow(
                                () ->
                                        refusal(
                                                "its text is split by the rule %s, which is unknown"
                                                        .formatted(preTokenizer)));
        rule.normalizer().ifPresent(normalizer -> json.put("normalizer", normalizer));
        json.put("pre_tokenizer", rule.preTokenizer());
        beginOfText().ifPresent(id -> json.put("post_processor", addingBegin(id)));
        json.put("decoder", PreTokenization.byteLevel(true));
        json.put("model", bpe(rule));
        return json;
    }

    private Map<String, Object> bpe(PreTokenization rule) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (kind(id) != UNUSED) {
                vocabulary.put(tokens.get(id), id);
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", rule.ignoresMerges());
        model.put("vocab", vocabulary);
        model.put("merges", file.strings(KEY + "merges"));
        return model;
    }

    private List<Map<String, Object>> addedTokens() {
        List<Map<String, Object>> added = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            long kind = kind(id);
            if (kind == CONTROL || kind == USER_DEFINED || kind == UNKNOWN) {
                Map<String, Object> token = new LinkedHashMap<>();
                token.put("id", id);
                token.put("content", tokens.get(id));
                token.put("single_word", false);
                token.put("lstrip", false);
                token.put("rstrip", false);
                token.put("normalized", false);
                token.put("special", kind != USER_DEFINED);
                added.add(token);
            }
        }
        return added;
    }

    private long kind(int id) {
        return kinds.isEmpty() ? 1 : kinds.get(id);
    }

    /// The token that transformers should put before each text, where the model wants one. As in
    /// llama.cpp, Llama 3's tokenizer does unless the file says otherwise.
    private Optional<String> beginOfText() {
        boolean adds = file.flag(KEY + "add_bos_token").orElse(preTokenizer.equals("llama-bpe"));
        return adds ? token("bos_token_id") : Optional.empty();
    }

    private Map<String, Object> addingBegin(String begin) {
        Map<String, Object> special = Map.of("SpecialToken", Map.of("id", begin, "type_id", 0));
        Map<String, Object> first = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
        Map<String, Object> second = Map.of("Sequence", Map.of("id", "B", "type_id", 1));
        List<Integer> ids = List.of(tokens.indexOf(begin));
        Map<String, Object> processor = new LinkedHashMap<>();
        processor.put("type", "TemplateProcessing");
        processor.put("single", List.of(special, first));
        processor.put("pair", List.of(special, first, second));
        processor.put(
                "special_tokens",
                Map.of(begin, Map.of("id", begin, "ids", ids, "tokens", List.of(begin))));
        return processor;
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        token("bos_token_id").ifPresent(token -> config.put("bos_token", token));
        token("eos_token_id").ifPresent(token -> config.put("eos_token", token));
        token("padding_token_id").ifPresent(token -> config.put("pad_token", token));
        token("unknown_token_id").ifPresent(token -> config.put("unk_token", token));
        config.put("clean_up_tokenization_spaces", false);
        config.put("model_max_length", GgufModel.config(file).maxLength());
        file.string("tokenizer.chat_template")
                .ifPresent(template -> config.put("chat_template", template));
        return config;
    }

    private Optional<String> token(String key) {
        Optional<Long> id = file.integer(KEY + key);
        return id.filter(i -> i >= 0 && i < tokens.size()).map(i -> tokens.get(i.intValue()));
    }
}
