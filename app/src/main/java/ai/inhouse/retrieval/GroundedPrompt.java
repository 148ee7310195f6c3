package ai.inhouse.retrieval;

import ai.inhouse.identity.Clearance;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Puts passages before a conversation's last question, as many as fit.
///
/// @param contextLength the longest prompt and answer together, in tokens
public record GroundedPrompt(Grounding grounding, Chat chat, int contextLength) {
    /// Each costs its reading; docs/grounding.md has how often the right one is among the first.
    public static final int MOST_PASSAGES = 4;

    /// Fewer letters of a passage are of no use.
    private static final int LEAST_LETTERS = 80;

    /// A conversation with passages.
    ///
    /// @param messages to be answered instead
    /// @param sources of the passages that are in them; empty where none was found, or none fits
    /// @param supported whether the best passage is near enough to hold the answer
    /// @param found whether there were any passages
    public record Grounded(
            List<Message> messages, List<Source> sources, boolean supported, boolean found) {
        public Grounded {
            messages = List.copyOf(messages);
            sources = List.copyOf(sources);
        }

        /// Whether there are passages, and the conversation leaves no room for any.
        public boolean crowded() {
            return found && sources.isEmpty();
        }
    }

    /// @param messages the last is a user's: what is asked
    /// @param answerTokens to be left free for the answer
    public Grounded of(List<Message> messages, Clearance clearance, int answerTokens) {
        String question = messages.getLast().content();
        List<Hit> hits = grounding.search(question, clearance, MOST_PASSAGES, Ranking.FUSED);
        int room = contextLength - answerTokens;
        for (int count = hits.size(); count > 0; count--) {
            List<Message> prompt = with(messages, hits.subList(0, count));
            if (fits(prompt, room)) {
                return grounded(prompt, hits, count);
            }
        }
        return shortened(messages, hits, room)
                .map(prompt -> grounded(prompt, hits, 1))
                .orElseGet(() -> grounded(messages, hits, 0));
    }

    private static Grounded grounded(List<Message> prompt, List<Hit> hits, int count) {
        List<Source> sources =
                IntStream.range(0, count).mapToObj(i -> Source.of(i + 1, hits.get(i))).toList();
        // Where none fits, they tell nevertheless whether there could be an answer.
        boolean supported = Support.enough(count == 0 ? hits : hits.subList(0, count));
        return new Grounded(prompt, sources, supported, !hits.isEmpty());
    }

    private boolean fits(List<Message> prompt, int room) {
        return chat.encodePrompt(prompt, List.of()).length <= room;
    }

    /// With the beginning of the best passage, where all of it does not fit.
    private Optional<List<Message>> shortened(List<Message> messages, List<Hit> hits, int room) {
        if (hits.isEmpty()) {
            return Optional.empty();
        }
        Hit best = hits.getFirst();
        for (int letters = best.passage().text().length() / 2;
                letters >= LEAST_LETTERS;
                letters -= letters / 4) {
            List<Message> prompt = with(messages, List.of(begun(best, letters)));
            if (fits(prompt, room)) {
                return Optional.of(prompt);
            }
        }
        return Optional.empty();
    }

    /// Cut between words.
    private static Hit begun(Hit hit, int letters) {
        Passage passage = hit.passage();
        String begin = passage.text().substring(0, letters).replaceFirst("\\s+\\S*$", "");
        return new Hit(
                new Passage(
                        passage.documentId(),
                        passage.document(),
                        passage.section(),
                        passage.pages(),
                        passage.label(),
                        begin + " …"),
                hit.score(),
                hit.similarity(),
                hit.coverage());
    }

    private static List<Message> with(List<Message> messages, List<Hit> hits) {
        StringBuilder text = new StringBuilder("Passages from the documents:\n\n");
        for (int i = 0; i < hits.size(); i++) {
            Passage passage = hits.get(i).passage();
            text.append("[%d] %s\n%s\n\n".formatted(i + 1, passage.section(), passage.text()));
        }
        text.append("Answer from these passages alone. If they do not answer it, say so.\n\n");
        text.append(messages.getLast().content());
        List<Message> prompt = new ArrayList<>(messages.subList(0, messages.size() - 1));
        prompt.add(Message.of("user", text.toString()));
        return prompt;
    }
}
