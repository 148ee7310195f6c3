package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.evaluation.ConversationSplit;
import ai.inhouse.evaluation.Question;
import ai.inhouse.evaluation.TextItem;
import ai.inhouse.evaluation.TonedConversation;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.Conversation;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How much text models will write and read in a recipe's evaluations, and before training. A model
/// that was tuned is taken to answer as briefly as what it was tuned on; one that was not, to write
/// on to the limit.
final class WritingLoads {
    /// Conversations whose lengths are looked at.
    private static final int LOOKED_AT = 200;

    private final Surveyed data;
    private final Recipe recipe;
    private final Lengths lengths;

    /// Mean tokens of a prompt and of an answer.
    private record Lengths(int prompt, int answer) {
        static Lengths of(Surveyed data) {
            List<Conversation> conversations =
                    TuningData.conversations(data.context(), true).stream()
                            .limit(LOOKED_AT)
                            .toList();
            long all = 0;
            long written = 0;
            for (Conversation c : conversations) {
                Chat.Encoded ids = data.chat().encode(c.messages(), c.tools());
                for (boolean assistant : ids.assistant()) {
                    written += assistant ? 1 : 0;
                }
                all += ids.ids().length;
            }
            int n = Math.max(1, conversations.size());
            return new Lengths((int) ((all - written) / n), (int) (written / n));
        }

        /// Where nothing is tuned there are no conversations to learn lengths from.
        static Lengths ofQuestions(Surveyed data) {
            int[] asked =
                    data.chat()
                            .encodePrompt(
                                    List.of(Message.of("user", "What is the use of a plan?")),
                                    List.of());
            return new Lengths(asked.length, Evaluation.ANSWER_TOKENS);
        }
    }

    WritingLoads(Surveyed data) {
        this.data = data;
        this.recipe = data.recipe();
        this.lengths =
                recipe.budgets().tune().isPresent() ? Lengths.of(data) : Lengths.ofQuestions(data);
    }

    StageLoad general() {
        boolean measured = recipe.data().generalText().isEmpty();
        int texts =
                (measured ? GeneralTextStage.SAMPLES : 0)
                        + (data.holds() ? GeneralTextStage.REPLAYED : 0);
        if (texts == 0) {
            return new StageLoad.LeftOut(GeneralTextStage.NAME, "the recipe names the text");
        }
        long read = data.holds() ? (long) GeneralTextStage.SCORED * GeneralTextStage.TOKENS : 0;
        return new StageLoad.Writing(
                GeneralTextStage.NAME, texts, 1, GeneralTextStage.TOKENS, read, 1);
    }

    /// @param stage of the evaluation
    /// @param tuned whether the model has learned to answer
    /// @param first whether there is no model before it to compare with
    /// @param aligned whether preferences are measured
    StageLoad evaluation(String stage, boolean tuned, boolean first, boolean aligned) {
        int texts = questions() + ordinary() + tones() + refusals();
        long read = data.heldOutTokens();
        if (!first) {
            read += 2 * generalTokens();
        }
        if (aligned && !recipe.data().preferences().isEmpty()) {
            int pairs = AlignStage.heldOut(data.context()).size();
            read += 4L * pairs * (lengths.prompt() + lengths.answer());
        }
        int written = tuned ? lengths.answer() : Evaluation.ANSWER_TOKENS;
        int models = first ? 1 : aligned ? 3 : 2;
        return new StageLoad.Writing(stage, texts, lengths.prompt(), written, read, models);
    }

    private long generalTokens() {
        return recipe.data()
                .generalText()
                .map(this::tokens)
                .orElse((long) GeneralTextStage.SAMPLES * GeneralTextStage.TOKENS);
    }

    private long tokens(Path file) {
        return TextItem.read(file).stream()
                .mapToLong(item -> data.tokenizer().encode(item.text()).length)
                .sum();
    }

    private int questions() {
        return recipe.data().questions().map(Question::read).orElse(List.of()).size();
    }

    /// The same questions again, to see whether the policies are kept in the answers.
    private int ordinary() {
        return recipe.data().policies().isPresent() ? questions() : 0;
    }

    private int refusals() {
        return recipe.data().policies().map(Policies::read).stream()
                .flatMap(policies -> policies.of(Policy.Refusal.class).stream())
                .mapToInt(refusal -> refusal.testPrompts().size())
                .sum();
    }

    private int tones() {
        Set<String> tones = new HashSet<>();
        Set<String> prompts = new HashSet<>();
        for (Path file : recipe.data().conversations()) {
            for (TonedConversation one : TonedConversation.read(file)) {
                tones.add(one.tone());
                if (ConversationSplit.of(one.prompt()) == ConversationSplit.CLASSIFIER_HELD_OUT) {
                    prompts.add(one.prompt());
                }
            }
        }
        return tones.size() * prompts.size();
    }
}
