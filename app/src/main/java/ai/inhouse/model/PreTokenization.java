package ai.inhouse.model;

import ai.inhouse.base.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How text is cut into pieces that no merge crosses, by llama.cpp's names for the rules, in the
/// words of Hugging Face's `tokenizer.json`.
enum PreTokenization {
    /// GPT-2's own rule.
    GPT2,
    /// As GPT-2, with every digit a piece of its own.
    SMOLLM,
    /// Llama 3: numbers in pieces of up to three digits.
    LLAMA3,
    /// Qwen 2 and 3: every digit a piece of its own; text is normalized first.
    QWEN2;

    private static final String WORDS =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}%s"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    static Optional<PreTokenization> named(String name) {
        return switch (name) {
            case "gpt-2", "default" -> Optional.of(GPT2);
            case "smollm" -> Optional.of(SMOLLM);
            case "llama-bpe", "llama3", "llama-v3" -> Optional.of(LLAMA3);
            case "qwen2", "deepseek-r1-qwen" -> Optional.of(QWEN2);
            default -> Optional.empty();
        };
    }

    /// The rule that a `tokenizer.json` splits by, if it is one of these. Settings that change no
    /// split (`trim_offsets`, a null) are not looked at.
    static Optional<PreTokenization> of(JsonNode preTokenizer) {
        List<String> steps = steps(preTokenizer);
        return Arrays.stream(values())
                .filter(rule -> steps(Json.mapper().valueToTree(rule.preTokenizer())).equals(steps))
                .findFirst();
    }

    private static List<String> steps(JsonNode preTokenizer) {
        List<String> steps = new ArrayList<>();
        for (JsonNode inner : preTokenizer.path("pretokenizers")) {
            steps.addAll(steps(inner));
        }
        String type = preTokenizer.path("type").asString("");
        if (!type.equals("Sequence")) {
            steps.add(
                    "%s %s %s %s %s %s"
                            .formatted(
                                    type,
                                    preTokenizer.path("pattern").path("Regex").asString(""),
                                    preTokenizer.path("behavior").asString(""),
                                    preTokenizer.path("individual_digits").asBoolean(false),
                                    preTokenizer.path("add_prefix_space").asBoolean(false),
                                    preTokenizer.path("use_regex").asBoolean(true)));
        }
        return steps;
    }

    /// As `tokenizer.ggml.pre` names it.
    String llamaName() {
        return switch (this) {
            case GPT2 -> "gpt-2";
            case SMOLLM -> "smollm";
            case LLAMA3 -> "llama-bpe";
            case QWEN2 -> "qwen2";
        };
    }

    /// Llama 3 takes a whole piece that is in the vocabulary without asking the merges.
    boolean ignoresMerges() {
        return this == LLAMA3;
    }

    Optional<Map<String, Object>> normalizer() {
        return this == QWEN2 ? Optional.of(Map.of("type", "NFC")) : Optional.empty();
    }

    Map<String, Object> preTokenizer() {
        return switch (this) {
            case GPT2 -> byteLevel(true);
            case SMOLLM ->
                    sequence(Map.of("type", "Digits", "individual_digits", true), byteLevel(true));
            case LLAMA3 -> sequence(split(WORDS.formatted("{1,3}")), byteLevel(false));
            case QWEN2 -> sequence(split(WORDS.formatted("")), byteLevel(false));
        };
    }

    static Map<String, Object> byteLevel(boolean useRegex) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "ByteLevel");
        map.put("add_prefix_space", false);
        map.put("trim_offsets", true);
        map.put("use_regex", useRegex);
        return map;
    }

    private static Map<String, Object> sequence(
            Map<String, Object> first, Map<String, Object> second) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "Sequence");
        map.put("pretokenizers", List.of(first, second));
        return map;
    }

    private static Map<String, Object> split(String regex) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "Split");
        map.put("pattern", Map.of("Regex", regex));
        map.put("behavior", "Isolated");
        map.put("invert", false);
        return map;
    }
}
