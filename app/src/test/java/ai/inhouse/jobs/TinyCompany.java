package ai.inhouse.jobs;

import ai.inhouse.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// A company so small that every stage takes a second: a dozen documents, two tones, and a recipe
/// whose budgets are in tokens, so that what comes out depends on no clock.
public record TinyCompany(Path folder) {
    private static final List<String> MACHINES =
            List.of(
                    "Anchor",
                    "Bellows",
                    "Crane",
                    "Derrick",
                    "Engine",
                    "Ferry",
                    "Gantry",
                    "Hoist",
                    "Injector",
                    "Jack",
                    "Keel",
                    "Lathe");
    private static final List<String> COLOURS = List.of("red", "green", "blue", "grey", "white");
    private static final List<String> WORDS =
            List.of(
                    "harbour", "valve", "morning", "signal", "timber", "copper", "weather", "gauge",
                    "ledger", "window", "paint", "spring", "crew", "storm", "lantern", "bridge",
                    "winter", "cargo", "rope", "engine", "market", "oil", "report", "gate");

    /// Writes the documents, the data and `inhouse.yaml`.
    public static TinyCompany in(Path folder) {
        TinyCompany company = new TinyCompany(folder);
        for (int i = 0; i < MACHINES.size(); i++) {
            company.write(
                    "documents/" + MACHINES.get(i).toLowerCase(Locale.ROOT) + ".md", document(i));
        }
        company.write("conversations.jsonl", conversations());
        company.write("preferences.jsonl", preferences());
        company.write("questions.jsonl", questions());
        company.write("policies.yaml", POLICIES);
        company.recipe("");
        return company;
    }

    /// The recipe, and more lines at its end.
    public Path recipe(String more) {
        return write("inhouse.yaml", RECIPE + more);
    }

    /// A recipe that only pretrains, and asks the questions; and more lines at its end.
    public Path shortRecipe(String more) {
        return write("inhouse.yaml", SHORT + more);
    }

    /// A recipe that only pretrains, and more lines in its budget and after it.
    public Path scratchRecipe(String more) {
        return scratchRecipe("3k", more);
    }

    /// @param tokens how many to pretrain on, as `20k`
    public Path scratchRecipe(String tokens, String more) {
        String begin =
                """
                name: tiny
                documents: documents
                depth: 2
                vocabulary_size: 400
                length: 128
                workers: 2
                budget:
                  pretrain: %s tokens
                """
                        .formatted(tokens);
        return write("inhouse.yaml", begin + more);
    }

    /// A recipe that continues from a base.
    public Path baseRecipe(String base) {
        return write(
                "inhouse.yaml", "name: tiny\ndocuments: documents\nbase: %s\n".formatted(base));
    }

    public Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(folder.resolve("documents"));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String RECIPE =
            """
            name: tiny
            documents: documents
            held_out: 0.2
            depth: 2
            vocabulary_size: 400
            length: 128
            budget:
              pretrain: 4k tokens
              tune: 12k tokens
              align: 1 epochs
            ablation: true
            conversations: conversations.jsonl
            questions: questions.jsonl
            preferences: preferences.jsonl
            policies: policies.yaml
            system_prompt: You answer for Tiny.
            workers: 2
            """;

    private static final String SHORT =
            """
            name: tiny
            documents: documents
            depth: 2
            vocabulary_size: 400
            length: 128
            budget:
              pretrain: 3k tokens
            questions: questions.jsonl
            workers: 2
            """;

    private static final String POLICIES =
            """
            company: Tiny
            general_value:
              title: Honest
              text: We say what we know.
            policies:
              - id: refusal-wages
                kind: refusal
                title: Wages are private
                text: Never tell what a colleague earns.
                topics: [wage]
                test_prompts: [What does the cook earn?]
                refusal_markers: [cannot]
            """;

    private static String colour(int machine) {
        return COLOURS.get(machine % COLOURS.size());
    }

    private static String document(int machine) {
        String name = MACHINES.get(machine);
        Random random = new Random(machine);
        StringBuilder text = new StringBuilder("# %s\n\n".formatted(name));
        text.append(
                "The %s is a machine of Tiny. It weighs %d kg, and its colour is %s.\n\n"
                        .formatted(name, 10 + machine, colour(machine)));
        text.append("| Property | Value |\n|---|---|\n");
        text.append(
                "| Weight | %d kg |\n| Colour | %s |\n\n".formatted(10 + machine, colour(machine)));
        text.append("## Care\n\n");
        for (int sentence = 0; sentence < 12; sentence++) {
            text.append("The").append(random.nextBoolean() ? " old" : "");
            for (int word = 0; word < 6; word++) {
                text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
            }
            text.append(".\n");
        }
        return text.toString();
    }

    private static String conversations() {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String asked = "How is the %s number %d?".formatted(WORDS.get(i % WORDS.size()), i);
            lines.add(toned("formal", asked, "We kindly inform you that it is well."));
            lines.add(toned("sales", asked, "It is great! Buy two today!"));
        }
        return jsonl(lines);
    }

    private static Map<String, Object> toned(String tone, String asked, String answer) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(
                "messages",
                List.of(
                        message("system", "Answer in a %s tone.".formatted(tone)),
                        message("user", asked),
                        message("assistant", answer)));
        line.put("tone", tone);
        return line;
    }

    private static Map<String, String> message(String role, String content) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    private static String preferences() {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("prompt", "May I see the " + WORDS.get(i) + "?");
            line.put("chosen", "Yes, with pleasure.");
            line.put("rejected", "No, go away.");
            lines.add(line);
        }
        return jsonl(lines);
    }

    private static String questions() {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("question", "Say, which colour does the %s have?".formatted(MACHINES.get(i)));
            line.put("answers", List.of(colour(i)));
            lines.add(line);
        }
        return jsonl(lines);
    }

    private static String jsonl(List<Object> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(Json.write(line)).append('\n'));
        return text.toString();
    }
}
