package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.Shared;
import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.base.Progress;
import ai.inhouse.inference.Generator;
import ai.inhouse.inference.Generators;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The evaluators on the engine that models are served with: a tiny random model, so that what must
/// come out is known without training.
class EngineTest {
    private static final int CONTEXT = 48;

    @AutoClose private Tokenizer tokenizer;
    @AutoClose private Generator generator;
    private EvaluatedModel model;

    @BeforeEach
    void open() {
        tokenizer = Tokenizers.load(Shared.path("golden/tokenizer"));
        try (LoadedModel loaded = ModelFolder.load(Shared.path("golden/models/llama-gqa-tied"))) {
            generator = Generators.open(loaded.weights(), WeightFormat.F32, 1);
        }
        model =
                new EvaluatedModel(
                        "random",
                        generator,
                        tokenizer,
                        new PlainChat(tokenizer, tokenizer.endOfText()),
                        CONTEXT);
    }

    @Test
    void countsTheBitsOfAnUntrainedModel() {
        Measurement measured =
                new BitsPerByte(List.of(new TextItem("a", "Rain falls on the quay. ".repeat(9))))
                        .measure(model, Progress.silent());
        // A byte a token: about log2(320) = 8.3 bits each, as nothing was learned.
        assertThat(measured.value()).isCloseTo(Math.log(320) / Math.log(2), within(0.6));
    }

    @Test
    void findsThatAModelForgotNothingAgainstItself(@TempDir Path folder) throws Exception {
        List<TextItem> general =
                SelfSample.readOrWrite(
                        folder.resolve("general.jsonl"), model, SelfSample.Use.MEASURING, 4, 40);
        Measurement measured =
                Forgetting.against(model, general, Progress.silent())
                        .measure(model, Progress.silent());
        assertThat(measured.value()).isCloseTo(0, within(1e-6));
    }

    @Test
    void findsNoPreferenceInAModelAgainstItself() {
        List<PreferencePair> pairs =
                List.of(
                        new PreferencePair(
                                List.of(Message.of("user", "Where is the key?")),
                                List.of(Message.of("assistant", "Ask Clara.")),
                                List.of(Message.of("assistant", "I do not care.")),
                                "1"));
        Measurement measured =
                PreferenceAccuracy.against(model, pairs, Progress.silent())
                        .measure(model, Progress.silent());
        assertThat(measured.value()).isEqualTo(0.5);
    }

    @Test
    void findsThatAnUntrainedModelKnowsNothing() {
        List<Question> questions =
                List.of(new Question("1", "How heavy is the Puffin?", List.of("3 kg"), ""));
        Measurement measured =
                new ClosedBookAccuracy(questions, Optional.of("Be brief."), 24)
                        .measure(model, Progress.silent());
        assertThat(measured.value()).isZero();
        assertThat(measured.items().getFirst().sample().orElseThrow().judged()).isEqualTo("wrong");
    }
}
