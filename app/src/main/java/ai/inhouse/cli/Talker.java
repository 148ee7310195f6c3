package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.Clearance;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.retrieval.GroundedPrompt;
import ai.inhouse.retrieval.GroundedPrompt.Grounded;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.Source;
import ai.inhouse.retrieval.Support;
import ai.inhouse.tokens.Message;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Answers in a terminal, word by word, with the sources below.
///
/// @param grounding where passages are looked for; empty where the model answers alone
/// @param strict whether there is no answer where no passage supports one
/// @param aloud where words go as they come; empty where they are printed whole, by the caller
record Talker(
        OpenModel open,
        Optional<Grounding> grounding,
        boolean strict,
        Wish wish,
        Optional<PrintStream> aloud) {

    /// How to answer.
    record Wish(int maxTokens, double temperature, Optional<Long> seed) {}

    /// @param finish why it ended, as in the API
    record Answer(String text, String finish, int tokens, Optional<Grounded> grounded) {}

    /// @param messages as they were said: passages stand before the last for this answer only
    Answer answer(List<Message> messages) {
        Optional<Grounded> found = grounding.map(documents -> find(documents, messages));
        if (strict && found.filter(Grounded::supported).isEmpty()) {
            aloud.ifPresent(out -> out.println(Support.REFUSAL));
            return new Answer(Support.REFUSAL, "stop", 0, Optional.empty());
        }
        Completion completion = complete(found.map(Grounded::messages).orElse(messages));
        aloud.ifPresent(out -> cite(out, found.map(Grounded::sources).orElse(List.of())));
        return new Answer(
                open.tokenizer().decode(completion.ids(), true),
                completion.finish().name().toLowerCase(Locale.ROOT),
                completion.ids().length,
                found);
    }

    /// Whoever sits at the machine may read what lies on it.
    private Grounded find(Grounding documents, List<Message> messages) {
        int answer = Math.min(wish.maxTokens, open.contextLength() / 2);
        Grounded found =
                new GroundedPrompt(documents, open.chat(), open.contextLength())
                        .of(messages, Clearance.everything(), answer);
        boolean refused = strict && !found.supported();
        if (found.crowded() && !refused) {
            throw tooLong("a conversation that leaves no room for a passage");
        }
        return found;
    }

    private Completion complete(List<Message> messages) {
        int[] prompt = open.chat().encodePrompt(messages, List.of());
        int room = open.contextLength() - prompt.length;
        if (room < 1) {
            throw tooLong("a conversation of %d tokens".formatted(prompt.length));
        }
        Sampling sampling =
                new Sampling(
                        Math.min(wish.maxTokens, room),
                        wish.temperature,
                        0,
                        1,
                        1,
                        open.chat().stopIds(),
                        wish.seed);
        return open.generator().stream(
                prompt,
                sampling,
                id -> {
                    aloud.ifPresent(out -> say(out, open.tokenizer().bytes(id)));
                    return true;
                });
    }

    private InhouseException tooLong(String what) {
        return InhouseException.badInput(
                "answering",
                what,
                "the model sees at most %d tokens".formatted(open.contextLength()),
                "Start afresh with /new, or ask in fewer words.");
    }

    /// Bytes as they come: a terminal puts a letter's bytes together by itself.
    private static void say(PrintStream out, byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    private static void cite(PrintStream out, List<Source> sources) {
        out.println();
        sources.forEach(
                source -> out.println("[%d] %s".formatted(source.number(), source.cited())));
    }
}
