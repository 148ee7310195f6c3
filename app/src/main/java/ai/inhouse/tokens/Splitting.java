package ai.inhouse.tokens;

import ai.inhouse.base.Json;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How text is cut into words before merges apply, by the names that GGUF files use. Models are
/// trained with one of them; ours with [#QWEN2].
public enum Splitting {
    /// Single digits, so that a number is always spelled the same way.
    QWEN2(
            "qwen2",
            false,
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
                    + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    /// Up to three digits together.
    LLAMA3(
            "llama-bpe",
            false,
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
                    + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    /// The expression that is built into the ByteLevel pre-tokenizer.
    GPT2("gpt-2", false, ""),
    /// GPT-2's after single digits.
    SMOLLM("smollm", true, "");

    private final String ggufName;
    private final boolean singleDigits;
    private final String regex;

    Splitting(String ggufName, boolean singleDigits, String regex) {
        this.ggufName = ggufName;
        this.singleDigits = singleDigits;
        this.regex = regex;
    }

    /// The value of `tokenizer.ggml.pre` in a GGUF file.
    public String ggufName() {
        return ggufName;
    }

    /// The splitting that a GGUF file names, if it is known here.
    public static Optional<Splitting> ofGguf(String name) {
        return Arrays.stream(values()).filter(s -> s.ggufName.equals(name)).findFirst();
    }

    /// The value of `pre_tokenizer` in a `tokenizer.json`.
    ObjectNode toJson() {
        ObjectNode sequence = object("Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        if (singleDigits) {
            steps.add(object("Digits").put("individual_digits", true));
        }
        if (!regex.isEmpty()) {
            ObjectNode split = object("Split");
            split.putObject("pattern").put("Regex", regex);
            steps.add(split.put("behavior", "Isolated").put("invert", false));
        }
        steps.add(byteLevel(regex.isEmpty()));
        return sequence;
    }

    /// Maps bytes to the characters of [ByteLevel]; as decoder and post-processor too.
    ///
    /// @param useRegex whether it also splits, as GPT-2 does
    static ObjectNode byteLevel(boolean useRegex) {
        return object("ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", useRegex);
    }

    private static ObjectNode object(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }
}
