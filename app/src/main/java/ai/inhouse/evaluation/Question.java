package ai.inhouse.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A question whose answer stands in a document.
///
/// @param answers wordings that are right, at least one
/// @param document where the answer stands; empty where nobody says
public record Question(String id, String question, List<String> answers, String document) {
    public Question {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("a question without an answer: " + question);
        }
    }

    /// @param file JSON lines of `question`, `answers` and, where known, `document`
    /// @throws ai.inhouse.base.InhouseException naming every bad line
    public static List<Question> read(Path file) {
        return JsonLines.read(file, Question::question);
    }

    /// Questions that the documents do not answer.
    ///
    /// @param file JSON lines of `question`; other fields are not looked at
    public static List<String> readUnanswerable(Path file) {
        return JsonLines.read(file, (_, line) -> JsonLines.text(line, "question"));
    }

    /// Whether a text has the words of one of the answers, together and in order.
    public boolean isAnsweredIn(String text) {
        return answers.stream().anyMatch(answer -> AnswerText.contained(answer, text));
    }

    private static Question question(String id, JsonNode line) {
        JsonNode answers = line.path("answers");
        List<String> texts = new ArrayList<>();
        for (JsonNode answer : answers) {
            if (!answer.isString() || answer.asString().isBlank()) {
                throw new IllegalArgumentException("`answers` must be a list of texts");
            }
            texts.add(answer.asString());
        }
        if (!answers.isArray() || texts.isEmpty()) {
            throw new IllegalArgumentException("`answers` must be a list of texts");
        }
        String document = line.path("document").asString("");
        return new Question(id, JsonLines.text(line, "question"), texts, document);
    }
}
