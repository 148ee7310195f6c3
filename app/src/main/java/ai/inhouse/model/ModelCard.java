package ai.inhouse.model;

import ai.inhouse.base.Json;
import ai.inhouse.base.Units;
import java.util.Map;

/// The model card that a folder's `README.md` is: what the model is and what it was made from.
final class ModelCard {
    private ModelCard() {}

    static String text(String name, Weights weights, Map<String, ?> lineage, ElementType type) {
        ModelConfig c = weights.config();
        long parameters = weights.layout().elements();
        StringBuilder card = new StringBuilder();
        card.append("---\nlibrary_name: transformers\npipeline_tag: text-generation\n---\n");
        card.append("# ").append(name).append("\n\n");
        card.append("A language model kept in house with Inhouse.\n\n");
        card.append("| | |\n|---|---|\n");
        row(card, "Parameters", Units.count(parameters));
        row(card, "Architecture", c.architecture().name());
        row(card, "Layers", c.layers());
        row(card, "Width", c.hiddenSize());
        row(card, "Heads", "%d (%d key-value)".formatted(c.heads(), c.keyValueHeads()));
        row(card, "Vocabulary", c.vocabularySize());
        row(card, "Longest sequence", "%d tokens".formatted(c.maxLength()));
        row(card, "Weights", type);
        card.append("\n## What it was made from\n\n");
        card.append("| | |\n|---|---|\n");
        lineage.forEach((key, value) -> row(card, key, plain(value)));
        return card.toString();
    }

    private static Object plain(Object value) {
        return value instanceof CharSequence || value instanceof Number ? value : Json.write(value);
    }

    private static void row(StringBuilder card, String key, Object value) {
        String cell = value.toString().replace("|", "\\|").replace('\n', ' ');
        card.append("| %s | %s |\n".formatted(key, cell));
    }
}
