package ai.inhouse.jobs;

import ai.inhouse.alignment.ReviewItem;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.tokens.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Has a model answer prompts, so that people can say which of two answers is better, or whether
/// one is good.
///
/// @param system said before each prompt
/// @param temperature above 0, or both answers are the same
public record ReviewItems(OpenModel model, Optional<String> system, double temperature, long seed) {
    private static final int MAX_TOKENS = 160;

    /// @param file one prompt a line; blank lines are left out
    public static List<String> prompts(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading prompts to review",
                    file,
                    e,
                    "Give a text file with one prompt a line.");
        }
    }

    /// One item a prompt, with one answer to judge.
    public List<ReviewItem> single(List<String> prompts) {
        List<List<Message>> asked = prompts.stream().map(this::asked).toList();
        List<String> answers = answers(asked, seed);
        List<ReviewItem> items = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            String id = Hash.ofParts(List.of(prompts.get(i), answers.get(i))).brief();
            items.add(new ReviewItem(id, asked.get(i), List.of(answers.get(i))));
        }
        return items;
    }

    /// One item a prompt whose two answers differ.
    public List<ReviewItem> pairs(List<String> prompts) {
        List<List<Message>> asked = prompts.stream().map(this::asked).toList();
        List<String> first = answers(asked, seed);
        List<String> second = answers(asked, seed + prompts.size());
        List<ReviewItem> items = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (!first.get(i).equals(second.get(i))) {
                String id =
                        Hash.ofParts(List.of(prompts.get(i), first.get(i), second.get(i))).brief();
                items.add(new ReviewItem(id, asked.get(i), List.of(first.get(i), second.get(i))));
            }
        }
        return items;
    }

    private List<Message> asked(String prompt) {
        List<Message> messages = new ArrayList<>();
        system.ifPresent(text -> messages.add(Message.of("system", text)));
        messages.add(Message.of("user", prompt));
        return messages;
    }

    private List<String> answers(List<List<Message>> asked, long firstSeed) {
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
