package ai.inhouse.evaluation;

import ai.inhouse.base.Progress;
import ai.inhouse.inference.Generator;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Asks a model many questions in batches and takes its most likely answers.
final class Answers {
    private static final int BATCH = 32;

    private Answers() {}

    /// @param text without space around it
    /// @param complete false where the model was still writing when it had to stop
    record Answer(String text, boolean complete) {}

    /// A question without what was said before it.
    static List<Message> prompt(Optional<String> system, String user) {
        List<Message> messages = new ArrayList<>();
        system.ifPresent(text -> messages.add(Message.of("system", text)));
        messages.add(Message.of("user", user));
        return messages;
    }

    /// Greedy answers, in the prompts' order. Of a prompt that leaves no room for the answer only
    /// the end is given to the model.
    static List<Answer> greedy(
            EvaluatedModel model, List<List<Message>> prompts, int maxTokens, Progress progress) {
        var sampling = Generator.Sampling.greedy(maxTokens, model.chat().stopIds());
        int room = Math.max(1, model.contextLength() - maxTokens);
        List<Answer> answers = new ArrayList<>();
        try (var task = progress.begin("asking " + model.name(), prompts.size(), "questions")) {
            for (int from = 0; from < prompts.size(); from += BATCH) {
                List<int[]> batch =
                        prompts.subList(from, Math.min(from + BATCH, prompts.size())).stream()
                                .map(prompt -> model.chat().encodePrompt(prompt, List.of()))
                                .map(ids -> end(ids, room))
                                .toList();
                for (var completion : model.generator().generate(batch, sampling)) {
                    answers.add(answer(model, completion));
                }
                task.at(answers.size(), "");
            }
        }
        return answers;
    }

    private static Answer answer(EvaluatedModel model, Generator.Completion completion) {
        String text = model.tokenizer().decode(completion.ids(), true).strip();
        return new Answer(text, completion.finish() == Generator.Finish.STOP);
    }

    static int[] end(int[] ids, int room) {
        return ids.length <= room ? ids : Arrays.copyOfRange(ids, ids.length - room, ids.length);
    }
}
