package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.PolicyConversations;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.evaluation.ConversationSplit;
import ai.inhouse.evaluation.Question;
import ai.inhouse.tokens.Message;
import ai.inhouse.tuning.Conversation;
import ai.inhouse.tuning.ConversationReader;
import ai.inhouse.tuning.Conversations;
import ai.inhouse.tuning.QuestionMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a model is tuned on: the company's conversations, less those kept to judge its tone with,
/// refusals that its policies ask for, and questions made from the documents that are trained on,
/// less the wordings held out.
final class TuningData {
    /// Changes whenever the questions that are made change.
    private static final String QUESTIONS_VERSION = "3";

    private static final int WORDINGS = 8;
    private static final int MOST_TIMES = 12;

    private TuningData() {}

    static List<String> inputs(StageContext context, boolean withDocuments) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>(sources(context, withDocuments));
        inputs.add(recipe.systemPrompt().orElse(""));
        if (withDocuments) {
            inputs.add(QUESTIONS_VERSION + " " + WORDINGS + " " + MOST_TIMES);
            inputs.add(recipe.data().questions().map(TuningData::hash).orElse(""));
        }
        return inputs;
    }

    /// Hashes of what is learned from: conversations, corrections, the policies and the corpus.
    static List<String> sources(StageContext context, boolean withDocuments) {
        List<String> sources = new ArrayList<>();
        files(context).forEach(file -> sources.add(hash(file)));
        context.recipe().data().policies().map(TuningData::hash).ifPresent(sources::add);
        if (withDocuments) {
            sources.add(CorpusStage.version(context));
        }
        return sources;
    }

    /// The recipe's conversations and the reviewers' corrections.
    private static List<Path> files(StageContext context) {
        List<Path> files = new ArrayList<>(context.recipe().data().conversations());
        files.addAll(ReviewsStage.corrections(context));
        return files;
    }

    static List<Conversation> conversations(StageContext context, boolean withDocuments) {
        List<Conversation> all = new ArrayList<>();
        for (Path file : files(context)) {
            Conversations read = ConversationReader.read(file);
            context.run().appendSetAside(file, read.setAside());
            read.conversations().stream().filter(TuningData::isForTuning).forEach(all::add);
        }
        if (withDocuments) {
            List<Conversation> made = made(context);
            all = repeated(all, made.size(), context.recipe().systemPrompt());
            all.addAll(made);
        }
        context.recipe()
                .data()
                .policies()
                .map(Policies::read)
                .map(p -> PolicyConversations.of(p, context.recipe().systemPrompt()))
                .ifPresent(all::addAll);
        if (all.isEmpty()) {
            throw InhouseException.badInput(
                    "tuning",
                    context.recipe().file(),
                    "there is nothing to learn from: no conversations, and no question could be"
                            + " made from the documents",
                    "Name conversations in the recipe, or add documents with tables, definitions or"
                            + " questions and answers.");
        }
        return all;
    }

    /// The company's own conversations, so often that they are not drowned by the questions made of
    /// its documents: a quarter of all, if that takes no more than a dozen times each. Every other
    /// time under the plain system message, since people will ask without naming a tone, too.
    private static List<Conversation> repeated(
            List<Conversation> own, int made, Optional<String> system) {
        if (own.isEmpty()) {
            return new ArrayList<>();
        }
        int times = Math.clamp(Math.round(made / 3.0 / own.size()), 1, MOST_TIMES);
        List<Conversation> repeated = new ArrayList<>(own);
        for (int i = 1; i < times; i++) {
            boolean plain = i % 2 == 1 && system.isPresent();
            own.stream().map(c -> plain ? withSystem(c, system) : c).forEach(repeated::add);
        }
        return repeated;
    }

    private static boolean isForTuning(Conversation conversation) {
        return conversation.tone().isEmpty()
                || conversation.messages().stream()
                        .filter(m -> m.role().equals("user"))
                        .findFirst()
                        .map(m -> ConversationSplit.of(m.content()))
                        .filter(split -> split != ConversationSplit.TUNING)
                        .isEmpty();
    }

    private static List<Conversation> made(StageContext context) {
        Recipe recipe = context.recipe();
        List<String> heldOut =
                recipe.data().questions().map(Question::read).orElse(List.of()).stream()
                        .map(Question::question)
                        .toList();
        return new QuestionMaker(WORDINGS, recipe.seed(), heldOut)
                .make(CorpusStage.corpus(context).documents(Corpus.Split.TRAIN)).stream()
                        .map(question -> withSystem(question.conversation(), recipe.systemPrompt()))
                        .toList();
    }

    private static Conversation withSystem(Conversation made, Optional<String> system) {
        if (system.isEmpty()) {
            return made;
        }
        List<Message> messages = new ArrayList<>();
        messages.add(Message.of("system", system.get()));
        made.messages().stream().filter(m -> !m.role().equals("system")).forEach(messages::add);
        return new Conversation(messages, made.tools(), made.tone(), made.source());
    }

    static String hash(Path file) {
        try {
            return Hash.of(file).hex();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading the recipe's data", file, e, "Check that it is readable.");
        }
    }
}
