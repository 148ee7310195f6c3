package ai.inhouse.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A linear layer that an adapter can change, by Hugging Face's name in a block.
public enum LoraTarget {
    QUERY("self_attn.q_proj", Projection.QKV),
    KEY("self_attn.k_proj", Projection.QKV),
    VALUE("self_attn.v_proj", Projection.QKV),
    OUT("self_attn.o_proj", Projection.OUT),
    GATE("mlp.gate_proj", Projection.GATE_UP),
    UP("mlp.up_proj", Projection.GATE_UP),
    DOWN("mlp.down_proj", Projection.DOWN);

    private final String module;
    private final Projection projection;

    LoraTarget(String module, Projection projection) {
        this.module = module;
        this.projection = projection;
    }

    /// For instance `self_attn.q_proj`.
    public String module() {
        return module;
    }

    /// @param name PEFT's: `q_proj` or `self_attn.q_proj`
    public static Optional<LoraTarget> named(String name) {
        return Arrays.stream(values())
                .filter(t -> t.shortName().equals(name) || t.module.equals(name))
                .findFirst();
    }

    /// PEFT's short name: `q_proj`.
    public String shortName() {
        return module.substring(module.indexOf('.') + 1);
    }

    /// For instance `model.layers.3.self_attn.q_proj.weight`.
    String weight(int layer) {
        return "model.layers.%d.%s.weight".formatted(layer, module);
    }

    /// The layers of a projection, in the order of its rows.
    static List<LoraTarget> of(Projection projection) {
        return Arrays.stream(values()).filter(t -> t.projection == projection).toList();
    }

    Projection projection() {
        return projection;
    }

    /// Width of what it reads.
    public int inputs(ModelConfig c) {
        return projection.inputs(c);
    }

    /// Width of what it makes.
    public int outputs(ModelConfig c) {
        return switch (this) {
            case QUERY -> c.queryWidth();
            case KEY, VALUE -> c.keyValueWidth();
            case GATE, UP -> c.intermediateSize();
            case OUT, DOWN -> c.hiddenSize();
        };
    }

    /// The first of its rows in the projection that it is a part of.
    int firstRow(ModelConfig c) {
        return switch (this) {
            case QUERY, OUT, GATE, DOWN -> 0;
            case KEY -> c.queryWidth();
            case VALUE -> c.queryWidth() + c.keyValueWidth();
            case UP -> c.intermediateSize();
        };
    }
}
