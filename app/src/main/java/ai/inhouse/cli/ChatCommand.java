package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.retrieval.GroundedPrompt.Grounded;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `inhouse chat`: talk with a model in the terminal.
@Command(
        name = "chat",
        description = "Talk with a model. An empty line or Ctrl-D ends it; /new starts afresh.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse chat",
            "  inhouse chat --message 'Who leads Project Lantern?'",
            "  inhouse chat --tone formal",
            "  inhouse chat --grounded --strict",
            "  inhouse chat --model harbour-tuned --system 'Answer in a formal tone.'"
        })
final class ChatCommand extends Subcommand {
    @Mixin private ModelOption model = new ModelOption();

    @Option(names = "--message", paramLabel = "TEXT", description = "Ask this, then end.")
    private @Nullable String message;

    @Option(names = "--system", paramLabel = "TEXT", description = "System message.")
    private @Nullable String system;

    @Option(
            names = "--tone",
            paramLabel = "NAME",
            description = "Speak in this tone, one that the deployed model was taught.")
    private @Nullable String tone;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "0 takes the likeliest token (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--seed", description = "The same seed gives the same answer.")
    private @Nullable Long seed;

    @Option(
            names = "--max-tokens",
            defaultValue = "256",
            description = "Longest answer, in tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens = 256;

    @Option(
            names = "--grounded",
            description = {
                "Answer from the newest corpus, and name the sources; makes the index if need",
                "be."
            })
    private boolean grounded;

    @Option(
            names = "--strict",
            description = "With --grounded: no answer where no passage supports one.")
    private boolean strict;

    @Override
    public Integer call() {
        if (strict && !grounded) {
            throw InhouseException.badInput(
                    "chatting",
                    "--strict",
                    "without --grounded there are no passages to support an answer",
                    "Add --grounded.");
        }
        try (Workspace workspace = model.workspace(this)) {
            return talk(workspace, opening(workspace));
        }
    }

    private int talk(Workspace workspace, List<Message> opening) {
        try (OpenModel open = model.open(workspace)) {
            Optional<Grounding> grounding =
                    grounded
                            ? Optional.of(Grounding.open(workspace, progress()))
                            : Optional.empty();
            try {
                Talker talker = talker(open, grounding);
                return message == null ? converse(talker, opening) : ask(talker, opening, message);
            } finally {
                grounding.ifPresent(Grounding::close);
            }
        }
    }

    /// One question's answer is all that `--json` prints; a conversation's are said on the way.
    private Talker talker(OpenModel open, Optional<Grounding> grounding) {
        boolean whole = json() && message != null;
        return new Talker(
                open,
                grounding,
                strict,
                new Talker.Wish(maxTokens, temperature, Optional.ofNullable(seed)),
                whole ? Optional.empty() : Optional.of(output().stream(json())));
    }

    /// The system message, if one was given or a tone has one.
    private List<Message> opening(Workspace workspace) {
        if (system != null && tone != null) {
            throw InhouseException.badInput(
                    "choosing a tone",
                    "--tone " + tone,
                    "a tone is a system message, and --system gives another",
                    "Give one of the two.");
        }
        String text = tone == null ? system : systemPrompt(workspace, tone);
        return text == null ? List.of() : List.of(Message.of("system", text));
    }

    private static String systemPrompt(Workspace workspace, String tone) {
        List<Deployment.Tone> tones =
                Deployment.read(workspace).map(Deployment::tones).orElse(List.of());
        return tones.stream()
                .filter(t -> t.name().equals(tone))
                .findFirst()
                .map(Deployment.Tone::systemPrompt)
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "choosing a tone",
                                        "--tone " + tone,
                                        "the deployed model was not taught it",
                                        tones.isEmpty()
                                                ? "Name a system message with --system."
                                                : "Name one of: "
                                                        + String.join(
                                                                ", ",
                                                                tones.stream()
                                                                        .map(Deployment.Tone::name)
                                                                        .toList())));
    }

    private int ask(Talker talker, List<Message> opening, String question) {
        List<Message> messages = new ArrayList<>(opening);
        messages.add(Message.of("user", question));
        Talker.Answer answer = talker.answer(messages);
        if (!json()) {
            return 0;
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("model", talker.open().name());
        value.put("answer", answer.text());
        value.put("finish_reason", answer.finish());
        value.put("tokens", answer.tokens());
        if (grounded) {
            value.put("supported", answer.grounded().filter(Grounded::supported).isPresent());
            value.put("sources", answer.grounded().map(Grounded::sources).orElse(List.of()));
        }
        return done(value, "");
    }

    private int converse(Talker talker, List<Message> opening) {
        String name = talker.open().name();
        note(name + ". An empty line ends it; /new starts afresh.");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Message> messages = new ArrayList<>(opening);
        try {
            for (String line = prompt(in); line != null && !line.isBlank(); line = prompt(in)) {
                if (line.strip().equals("/new")) {
                    messages = new ArrayList<>(opening);
                    continue;
                }
                messages.add(Message.of("user", line.strip()));
                messages.add(Message.of("assistant", talker.answer(messages).text()));
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading what you typed", "standard input", e, "Start the chat again.");
        }
        return json() ? done(Map.of("model", name, "messages", messages), "") : 0;
    }

    private @Nullable String prompt(BufferedReader in) throws IOException {
        PrintStream err = output().err();
        err.print("> ");
        err.flush();
        return in.readLine();
    }
}
