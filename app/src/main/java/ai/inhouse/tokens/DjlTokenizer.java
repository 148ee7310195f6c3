package ai.inhouse.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A byte-level BPE tokenizer run by Hugging Face's native library.
///
/// Two native tokenizers are held: one that finds special tokens in text, for what templates
/// rendered, and one that does not know them, so that nothing in a document can become one.
final class DjlTokenizer implements Tokenizer {
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final TokenizerDescription description;
    private final HuggingFaceTokenizer withSpecials;
    private final HuggingFaceTokenizer plain;
    private final Set<Integer> specialIds;
    private final Optional<Integer> beginOfText;

    private DjlTokenizer(
            TokenizerDescription description,
            HuggingFaceTokenizer withSpecials,
            HuggingFaceTokenizer plain) {
        this.description = description;
        this.withSpecials = withSpecials;
        this.plain = plain;
        this.specialIds = new HashSet<>(description.specials().values());
        this.beginOfText = description.beginOfText().filter(this::isPutFirst);
    }

    static DjlTokenizer open(TokenizerDescription description) {
        // Of DJL's native libraries this one lies on the class path; others would be downloaded.
        if (System.getenv("RUST_FLAVOR") == null) {
            System.setProperty("RUST_FLAVOR", "cpu");
        }
        return new DjlTokenizer(
                description,
                load(description, description.root()),
                load(description, description.withoutSpecials()));
    }

    private static HuggingFaceTokenizer load(TokenizerDescription description, ObjectNode json) {
        byte[] bytes = Json.write(json).getBytes(StandardCharsets.UTF_8);
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), OPTIONS);
        } catch (IOException | RuntimeException e) {
            throw InhouseException.badInput(
                    "reading a tokenizer",
                    description.folder().resolve(TokenizerWriter.TOKENIZER),
                    e,
                    "Check that transformers loads this folder.");
        }
    }

    /// Many models name a begin-of-text token and never use it: what counts is whether the
    /// tokenizer adds it to a text.
    private boolean isPutFirst(int id) {
        int[] ids = encode(withSpecials, "a", true);
        return ids.length > 0 && ids[0] == id;
    }

    @Override
    public int[] encode(String text) {
        return encode(plain, text, false);
    }

    @Override
    public int[] encodeWithSpecials(String text) {
        return encode(withSpecials, text, false);
    }

    /// Asks the native library for ids alone: DJL's own call also makes an object a token.
    private static int[] encode(HuggingFaceTokenizer tokenizer, String text, boolean addSpecials) {
        TokenizersLibrary library = TokenizersLibrary.LIB;
        long encoding = library.encode(tokenizer.getHandle(), text, addSpecials);
        try {
            long[] ids = library.getTokenIds(encoding);
            int[] narrow = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                narrow[i] = (int) ids[i];
            }
            return narrow;
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    @Override
    public String decode(int[] ids, boolean skipSpecials) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length * 4);
        for (int id : ids) {
            if (!skipSpecials || !specialIds.contains(id)) {
                bytes.writeBytes(token(id));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return token(id).clone();
    }

    private byte[] token(int id) {
        byte[][] bytes = description.bytes();
        if (id < 0 || id >= bytes.length) {
            throw new IllegalArgumentException(
                    "token %d of a vocabulary of %d".formatted(id, bytes.length));
        }
        return bytes[id];
    }

    @Override
    public int vocabularySize() {
        return description.bytes().length;
    }

    @Override
    public Map<String, Integer> specials() {
        return description.specials();
    }

    @Override
    public Optional<Integer> beginOfText() {
        return beginOfText;
    }

    @Override
    public int endOfText() {
        return description.endOfText();
    }

    @Override
    public int padding() {
        return description.padding();
    }

    @Override
    public void close() {
        withSpecials.close();
        plain.close();
    }
}
