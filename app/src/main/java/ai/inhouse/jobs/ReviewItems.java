package ai.inhouse.jobs;

import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewItem.Answer;
import ai.inhouse.alignment.review.ReviewItem.Kind;
import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.tokens.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Has models answer prompts, so that people can say how good the answers are.
///
/// @param models who answer by turns, at least one; each is closed by whoever opened it
/// @param system said before each prompt
/// @param temperature above 0, or one model's answers are all the same
public record ReviewItems(
        List<OpenModel> models,
        Kind kind,
        int answers,
        Optional<String> system,
        double temperature,
        long seed) {
    private static final int MAX_TOKENS = 160;

    public ReviewItems {
        models = List.copyOf(models);
    }

    /// What is asked, and what its answers can be checked against.
    public record Prompt(String text, List<ReviewItem.Source> sources) {}

    /// @param file one prompt a line; blank lines are left out
    public static List<Prompt> prompts(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .distinct()
                    .map(line -> new Prompt(line, List.of()))
                    .toList();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading prompts to review",
                    file,
                    e,
                    "Give a text file with one prompt a line.");
        }
    }

    /// One item a prompt; a prompt whose answers are all the same is left out where they are to be
    /// compared.
    ///
    /// @param guidance chooses the policies for an item
    public List<ReviewItem> make(List<Prompt> prompts, ReviewGuidance guidance) {
        List<List<Message>> asked = prompts.stream().map(p -> asked(p.text())).toList();
        List<Set<Answer>> given = new ArrayList<>();
        prompts.forEach(_ -> given.add(new LinkedHashSet<>()));
        for (int round = 0; round < answers; round++) {
            OpenModel model = models.get(round % models.size());
            List<String> texts = answers(model, asked, seed + (long) round * prompts.size());
            for (int i = 0; i < prompts.size(); i++) {
                add(given.get(i), new Answer(texts.get(i), model.name()));
            }
        }
        List<ReviewItem> items = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            List<Answer> answered = List.copyOf(given.get(i));
            if (answered.size() >= Math.min(2, answers)) {
                items.add(
                        guidance.guide(
                                new ReviewItem(
                                        kind,
                                        asked.get(i),
                                        answered,
                                        prompts.get(i).sources(),
                                        List.of())));
            }
        }
        return items;
    }

    private static void add(Set<Answer> answers, Answer answer) {
        if (answers.stream().noneMatch(other -> other.text().equals(answer.text()))) {
            answers.add(answer);
        }
    }

    private List<Message> asked(String prompt) {
        List<Message> messages = new ArrayList<>();
        system.ifPresent(text -> messages.add(Message.of("system", text)));
        messages.add(Message.of("user", prompt));
        return messages;
    }

    private List<String> answers(OpenModel model, List<List<Message>> asked, long firstSeed) {
        Sampling sampling =
                new Sampling(
                        MAX_TOKENS,
                        temperature,
                        0,
                        0.95,
                        1,
                        model.chat().stopIds(),
                        Optional.of(firstSeed));
        List<int[]> prompts =
                asked.stream().map(m -> model.chat().encodePrompt(m, List.of())).toList();
        return model.generator().generate(prompts, sampling).stream()
                .map(c -> model.tokenizer().decode(c.ids(), true).strip())
                .toList();
    }
}
