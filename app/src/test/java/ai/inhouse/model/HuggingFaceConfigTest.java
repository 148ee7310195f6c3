package ai.inhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.Shared;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.model.ModelConfig.Architecture;
import ai.inhouse.model.ModelConfig.LayerPattern;
import ai.inhouse.model.ModelConfig.LinearRopeScaling;
import ai.inhouse.model.ModelConfig.Llama3RopeScaling;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceConfigTest {
    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa-tied", "llama-mha-untied", "llama3-rope", "qwen2", "qwen3"})
    void readsBackItsOwnConfigOfEveryArchitecture(String name) {
        ModelConfig config =
                HuggingFaceConfig.read(Shared.path("golden/models/" + name + "/config.json"));
        SpecialIds specials = new SpecialIds(Optional.of(0), List.of(1, 2), Optional.empty());
        String written = Json.pretty(ConfigWriter.write(config, ElementType.BF16, specials));
        assertThat(HuggingFaceConfig.parse(Json.tree(written, "written"), "written"))
                .isEqualTo(config);
        assertThat(config.architecture() == Architecture.QWEN2).isEqualTo(config.qkvBias());
        assertThat(config.architecture() == Architecture.QWEN3).isEqualTo(config.qkNorm());
        assertThat(config.headSize()).isEqualTo(name.equals("qwen3") ? 32 : 16);
    }

    @Test
    void fillsInWhatTransformersWouldAssume() {
        ModelConfig config = parse("");
        assertThat(config.keyValueHeads()).isEqualTo(4);
        assertThat(config.headSize()).isEqualTo(16);
        assertThat(config.ropeTheta()).isEqualTo(10_000);
        assertThat(config.normEpsilon()).isEqualTo(1e-6);
        assertThat(config.tiedEmbeddings()).isFalse();
    }

    @Test
    void readsTheRotarySettingsOfOlderTransformers() {
        ModelConfig config =
                parse(
                        """
                        ,"rope_theta":500000.0,"rope_scaling":{"type":"llama3","factor":32.0,
                        "low_freq_factor":1.0,"high_freq_factor":4.0,
                        "original_max_position_embeddings":8192}
                        """);
        assertThat(config.ropeTheta()).isEqualTo(500_000);
        assertThat(config.ropeScaling()).contains(new Llama3RopeScaling(32, 1, 4, 8192));
        assertThat(parse(",\"rope_scaling\":null,\"rope_theta\":7").ropeTheta()).isEqualTo(7);
    }

    @Test
    void readsWhichLayersRotateNothing() {
        String smol = ",\"architectures\":[\"SmolLM3ForCausalLM\"]";
        ModelConfig config = parse(smol);
        assertThat(config.pattern()).isEqualTo(new LayerPattern.Unrotated(4));
        assertThat(config.ropeTheta()).isEqualTo(2e6);
        assertThat(config.tiedEmbeddings()).isTrue();
        assertThat(parse(smol + ",\"no_rope_layers\":[1,0]").pattern())
                .isEqualTo(new LayerPattern.Unrotated(2));
        assertThat(parse(smol + ",\"no_rope_layers\":[1,1]").pattern())
                .isEqualTo(new LayerPattern.Alike());
        assertThatThrownBy(() -> parse(smol + ",\"no_rope_layers\":[1,0,0]"))
                .hasMessageContaining("no_rope_layers at uneven intervals");
    }

    @Test
    void readsGemmasWindowsInOldAndNewKeys() {
        String gemma = ",\"architectures\":[\"Gemma3ForCausalLM\"],\"sliding_window\":512";
        ModelConfig old =
                parse(
                        gemma
                                + ",\"sliding_window_pattern\":6,\"rope_local_base_freq\":10000,"
                                + "\"rope_theta\":1000000,\"query_pre_attn_scalar\":168,"
                                + "\"rope_scaling\":{\"factor\":8.0,\"rope_type\":\"linear\"}");
        assertThat(old.pattern()).isEqualTo(new LayerPattern.Windowed(6, 512, 1e4, 168));
        assertThat(old.ropeScaling()).contains(new LinearRopeScaling(8));
        assertThat(old.window(4)).hasValue(512);
        assertThat(old.window(5)).isEmpty();
        ModelConfig now =
                parse(
                        gemma
                                + ",\"layer_types\":[\"sliding_attention\",\"full_attention\"],"
                                + "\"rope_parameters\":{\"full_attention\":{\"rope_theta\":5e5},"
                                + "\"sliding_attention\":{\"rope_theta\":7e3}}");
        assertThat(now.pattern()).isEqualTo(new LayerPattern.Windowed(2, 512, 7e3, 256));
        assertThat(now.ropeTheta()).isEqualTo(5e5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "hidden_act":"gelu" | hidden_act gelu
                    "final_logit_softcapping":30.0 | final_logit_softcapping
                    "attention_bias":true | attention_bias
                    "mlp_bias":true | mlp_bias
                    "use_sliding_window":true | use_sliding_window
                    "layer_types":["full_attention","sliding_attention"] | sliding_attention
                    "rope_scaling":{"rope_type":"dynamic","factor":4} | rope type dynamic
                    "rope_parameters":{"rope_type":"llama3","rope_theta":1e4} | factor is
                    "quantization_config":{"bits":4} | quantized safetensors
                    "partial_rotary_factor":0.5 | partial_rotary_factor
                    "num_key_value_heads":3 | cannot share 3
                    "head_dim":15 | head_dim 15 is odd
                    "rms_norm_eps":-1 | rms_norm_eps
                    "num_hidden_layers":2000000000 | num_hidden_layers is 2000000000
                    """)
    void namesWhatIsUnsupported(String extra, String named) {
        assertThatThrownBy(() -> parse("," + extra))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining(named);
    }

    @Test
    void namesAllProblemsAtOnce() {
        assertThatThrownBy(
                        () ->
                                HuggingFaceConfig.parse(
                                        Json.tree(
                                                "{\"model_type\":\"llama\",\"hidden_act\":\"relu\"}",
                                                "it"),
                                        "it"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("hidden_act relu")
                .hasMessageContaining("hidden_size is missing")
                .hasMessageContaining("vocab_size is missing");
    }

    @Test
    void namesAnUnknownArchitecture() {
        assertThatThrownBy(
                        () ->
                                HuggingFaceConfig.parse(
                                        Json.tree(
                                                "{\"architectures\":[\"MambaForCausalLM\"]}", "it"),
                                        "it"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("MambaForCausalLM is unknown");
    }

    private static ModelConfig parse(String extra) {
        String json =
                """
                {"architectures":["LlamaForCausalLM"],"vocab_size":320,"hidden_size":64,
                 "intermediate_size":160,"num_hidden_layers":3,"num_attention_heads":4,
                 "max_position_embeddings":128%s}
                """
                        .formatted(extra);
        return HuggingFaceConfig.parse(Json.tree(json, "it"), "it");
    }
}
