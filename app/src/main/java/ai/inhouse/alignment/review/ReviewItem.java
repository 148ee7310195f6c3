package ai.inhouse.alignment.review;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.tokens.Message;
import java.util.List;

/// What a reviewer is shown: a prompt and answers to it.
///
/// @param sources what the answers can be checked against
/// @param guidance the company's policies that this prompt or these answers touch
public record ReviewItem(
        Kind kind,
        List<Message> prompt,
        List<Answer> answers,
        List<Source> sources,
        List<Guideline> guidance) {
    /// What is asked.
    public enum Kind {
        /// Which of two answers is better.
        PAIR(2, 2),
        /// In which order up to five stand.
        RANKING(2, 5),
        /// How one answer does by each [Criterion].
        SCORES(1, 1),
        /// Whether one answer is good.
        THUMBS(1, 1);

        private final int fewest;
        private final int most;

        Kind(int fewest, int most) {
            this.fewest = fewest;
            this.most = most;
        }

        /// The most answers that are shown together.
        public int most() {
            return most;
        }
    }

    /// @param model who gave it; reviewers are not told
    public record Answer(String text, String model) {}

    /// A passage of a document.
    public record Source(String title, String text) {}

    /// A policy, as reviewers need it.
    public record Guideline(String title, String text) {}

    public ReviewItem {
        prompt = List.copyOf(prompt);
        answers = List.copyOf(answers);
        sources = List.copyOf(sources);
        guidance = List.copyOf(guidance);
        if (answers.size() < kind.fewest || answers.size() > kind.most) {
            throw new IllegalArgumentException(
                    "%d answers to review as %s".formatted(answers.size(), kind));
        }
    }

    /// The same for the same prompt and answers, whatever stands beside them.
    public Hash id() {
        return Hash.of(Json.write(List.of(kind, prompt, answers)));
    }
}
