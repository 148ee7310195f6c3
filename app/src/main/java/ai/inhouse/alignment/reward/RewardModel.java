package ai.inhouse.alignment.reward;

import ai.inhouse.alignment.Completions;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Batch;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Learners;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.Precision;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// A trained reward model, read from its folder: says how good people would find an answer. Scores
/// compare answers to one prompt; alone they mean little.
public final class RewardModel implements AutoCloseable {
    /// The figure of its training that says so.
    public static final String LENGTH_SLOPE = "validation_length_slope";

    private static final String OPENING = "opening a reward model";

    private final LoadedModel model;
    private final Tokenizer tokenizer;
    private final Chat chat;
    private final Learner scorer;

    private RewardModel(LoadedModel model, Tokenizer tokenizer, Chat chat, Learner scorer) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.scorer = scorer;
    }

    /// @param folder a model's, with a score head
    /// @param workers threads; one a core is best
    /// @throws InhouseException if it has no score head or no chat template
    public static RewardModel open(Path folder, int workers) {
        if (!ModelFolder.config(folder).scoreHead()) {
            throw InhouseException.badInput(
                    OPENING,
                    folder,
                    "it has no score head: it writes texts and scores none",
                    "Name a model that the stage 'reward' made, or one of the kind"
                            + " ...ForSequenceClassification with one label.");
        }
        Tokenizer tokenizer = Tokenizers.load(folder);
        try {
            Chat chat = Tokenizers.chat(folder, tokenizer).orElseThrow(() -> noChat(folder));
            LoadedModel model = ModelFolder.load(folder);
            Learner scorer = Learners.full(model.weights(), Precision.fastest(), workers);
            return new RewardModel(model, tokenizer, chat, scorer);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static InhouseException noChat(Path folder) {
        return InhouseException.badInput(
                OPENING,
                folder,
                "it has no chat template, so that prompt and answer cannot be told apart",
                "Put one into its tokenizer_config.json.");
    }

    /// An answer after what it answers, in this model's tokens. Of what is longer than the model
    /// can read, the end.
    public Chat.Encoded encode(List<Message> prompt, String answer) {
        Chat.Encoded whole =
                Completions.encode(chat, prompt, List.of(Message.of("assistant", answer)));
        int length = whole.ids().length;
        int from = Math.max(0, length - model.config().maxLength());
        return new Chat.Encoded(
                Arrays.copyOfRange(whole.ids(), from, length),
                Arrays.copyOfRange(whole.assistant(), from, length));
    }

    /// How good each answer is, in their order.
    public double[] scores(List<Chat.Encoded> rows) {
        return scores(scorer, rows, tokenizer.padding(), Progress.silent());
    }

    public Chat chat() {
        return chat;
    }

    /// What it was found to give for each token more when it was trained, if it was trained here.
    public OptionalDouble lengthSlope() {
        return ModelFolder.lineage(model.folder())
                .map(lineage -> lineage.path(LENGTH_SLOPE))
                .filter(JsonNode::isNumber)
                .map(slope -> OptionalDouble.of(slope.asDouble()))
                .orElse(OptionalDouble.empty());
    }

    /// Tokens that it can read at once.
    public int maxLength() {
        return model.config().maxLength();
    }

    /// What a learner, perhaps in training, makes of answers.
    public static double[] scores(
            Learner learner, List<Chat.Encoded> rows, int padding, Progress progress) {
        return Completions.inBatches(
                rows,
                progress,
                some -> {
                    Batch batch = Completions.ends(some, padding);
                    return ofRows(batch, learner.scores(batch));
                });
    }

    /// The score at each row's one position that counts.
    static double[] ofRows(Batch batch, float[] scores) {
        double[] rows = new double[batch.rows()];
        for (int i = 0; i < scores.length; i++) {
            if (batch.weights()[i] != 0) {
                rows[i / batch.length()] = scores[i];
            }
        }
        return rows;
    }

    @Override
    public void close() {
        scorer.close();
        model.close();
        tokenizer.close();
    }
}
