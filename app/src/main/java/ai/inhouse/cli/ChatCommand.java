package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.inference.Generator.Completion;
import ai.inhouse.inference.Generator.Sampling;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.OpenModel;
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
import java.util.Locale;
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

    @Override
    public Integer call() {
        try (Workspace workspace = model.workspace(this)) {
            return talk(workspace, opening(workspace));
        }
    }

    private int talk(Workspace workspace, List<Message> opening) {
        try (OpenModel open = model.open(workspace)) {
            return message == null ? converse(open, opening) : ask(open, opening, message);
        }
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
                Deployment.read(workspace.folder()).map(Deployment::tones).orElse(List.of());
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

    private int ask(OpenModel open, List<Message> opening, String question) {
        List<Message> messages = new ArrayList<>(opening);
        messages.add(Message.of("user", question));
        if (!json()) {
            answer(open, messages, true);
            return 0;
        }
        Completion completion = answer(open, messages, false);
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("model", open.name());
        value.put("answer", open.tokenizer().decode(completion.ids(), true));
        value.put("finish_reason", completion.finish().name().toLowerCase(Locale.ROOT));
        value.put("tokens", completion.ids().length);
        return done(value, "");
    }

    private int converse(OpenModel open, List<Message> opening) {
        note(open.name() + ". An empty line ends it; /new starts afresh.");
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
                Completion completion = answer(open, messages, true);
                messages.add(
                        Message.of("assistant", open.tokenizer().decode(completion.ids(), true)));
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading what you typed", "standard input", e, "Start the chat again.");
        }
        return json() ? done(Map.of("model", open.name(), "messages", messages), "") : 0;
    }

    private @Nullable String prompt(BufferedReader in) throws IOException {
        PrintStream err = output().err();
        err.print("> ");
        err.flush();
        return in.readLine();
    }

    private Completion answer(OpenModel open, List<Message> messages, boolean aloud) {
        int[] prompt = open.chat().encodePrompt(messages, List.of());
        int room = open.contextLength() - prompt.length;
        if (room < 1) {
            throw InhouseException.badInput(
                    "answering",
                    "a conversation of %d tokens".formatted(prompt.length),
                    "the model sees at most %d".formatted(open.contextLength()),
                    "Start afresh with /new, or ask in fewer words.");
        }
        Sampling sampling =
                new Sampling(
                        Math.min(maxTokens, room),
                        temperature,
                        0,
                        1,
                        1,
                        open.chat().stopIds(),
                        Optional.ofNullable(seed));
        Completion completion =
                open.generator().stream(
                        prompt,
                        sampling,
                        id -> {
                            if (aloud) {
                                say(open.tokenizer().bytes(id));
                            }
                            return true;
                        });
        if (aloud) {
            output().stream(json()).println();
        }
        return completion;
    }

    /// Bytes as they come: a terminal puts a letter's bytes together by itself.
    private void say(byte[] bytes) {
        PrintStream out = output().stream(json());
        out.write(bytes, 0, bytes.length);
        out.flush();
    }
}
