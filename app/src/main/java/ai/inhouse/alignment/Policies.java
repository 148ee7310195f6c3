package ai.inhouse.alignment;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Problems;
import ai.inhouse.base.YamlFields;
import ai.inhouse.base.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A company's `policies.yaml`.
///
/// @param company its name
/// @param value the one value behind all rules
/// @param policies in the file's order, each with an id of its own
/// @param runTime what they ask for while a model answers, by id; those that say nothing are absent
public record Policies(
        String company, Value value, List<Policy> policies, Map<String, RunTime> runTime) {
    public Policies {
        policies = List.copyOf(policies);
        runTime = Map.copyOf(runTime);
    }

    /// Policies that say nothing of what is done while a model answers.
    public Policies(String company, Value value, List<Policy> policies) {
        this(company, value, policies, Map.of());
    }

    /// What a policy asks for while a model answers.
    public RunTime atRunTime(Policy policy) {
        return runTime.getOrDefault(policy.id(), RunTime.FLAGGED);
    }

    /// A principle in a few words and in full.
    public record Value(String title, String text) {}

    /// The policies of one kind, as in `of(Policy.Refusal.class)`.
    public <T extends Policy> List<T> of(Class<T> kind) {
        return policies.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// @throws InhouseException naming everything that is wrong with the file, line by line
    public static Policies read(Path file) {
        try {
            return parse(Files.readString(file), file);
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading the policies",
                    file,
                    e,
                    "Check that the file exists and is UTF-8 text.");
        }
    }

    /// @param where what to call the text in an error
    public static Policies parse(String text, Object where) {
        Problems problems = new Problems(where);
        YamlFields file = YamlFields.of(YamlNode.parse(text, where), problems);
        String company = file.text("company");
        Value value = value(file);
        List<Policy> policies = new ArrayList<>();
        Map<String, RunTime> runTime = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (YamlFields fields : file.objects("policies")) {
            policy(fields, problems, runTime).ifPresent(policies::add);
            String id = fields.optionalText("id").orElse("");
            if (!id.isEmpty() && !ids.add(id)) {
                problems.add(fields.lineOf("id"), "the id `%s` is used twice".formatted(id));
            }
        }
        if (file.objects("policies").isEmpty()) {
            problems.add(file.lineOf("policies"), "`policies` has no entry");
        }
        file.end();
        problems.throwIfAny("reading the policies");
        return new Policies(company, value, policies, runTime);
    }

    private static Value value(YamlFields file) {
        List<YamlFields> values = file.objects("general_value");
        if (values.isEmpty()) {
            return new Value("", "");
        }
        YamlFields fields = values.getFirst();
        Value value = new Value(fields.text("title"), fields.text("text"));
        fields.end();
        return value;
    }

    /// Empty where the kind is unknown: then nothing else can be said about the entry.
    private static Optional<Policy> policy(
            YamlFields fields, Problems problems, Map<String, RunTime> runTime) {
        String id = fields.text("id");
        String kind = fields.text("kind");
        String title = fields.text("title");
        String text = fields.text("text");
        Policy policy;
        switch (kind) {
            case "refusal" -> policy = refusal(id, title, text, fields, problems);
            case "tone" ->
                    policy =
                            new Policy.Tone(
                                    id,
                                    title,
                                    text,
                                    fields.text("tone"),
                                    fields.optionalText("description").orElse(""),
                                    fields.texts("examples"),
                                    fields.texts("counter_examples"));
            case "glossary" ->
                    policy =
                            new Policy.Glossary(
                                    id,
                                    title,
                                    text,
                                    fields.text("say"),
                                    some("never", fields, problems));
            case "claim" ->
                    policy =
                            new Policy.Claim(
                                    id,
                                    title,
                                    text,
                                    fields.texts("allowed"),
                                    fields.texts("needs_source").isEmpty()
                                            ? some("forbidden", fields, problems)
                                            : fields.texts("forbidden"));
            default -> {
                unknownKind(kind, fields, problems);
                return Optional.empty();
            }
        }
        RunTimeReader.read(fields, policy, problems).ifPresent(wish -> runTime.put(id, wish));
        fields.end();
        return Optional.of(policy);
    }

    private static Policy refusal(
            String id, String title, String text, YamlFields fields, Problems problems) {
        return new Policy.Refusal(
                id,
                title,
                text,
                fields.texts("topics"),
                some("test_prompts", fields, problems),
                some("refusal_markers", fields, problems));
    }

    private static List<String> some(String key, YamlFields fields, Problems problems) {
        List<String> texts = fields.texts(key);
        if (texts.stream().allMatch(String::isBlank)) {
            problems.add(fields.lineOf(key), "`%s` needs at least one entry".formatted(key));
        }
        return texts;
    }

    private static void unknownKind(String kind, YamlFields fields, Problems problems) {
        if (!kind.isEmpty()) {
            problems.add(
                    fields.lineOf("kind"),
                    "`kind` must be refusal, tone, glossary or claim, not `%s`".formatted(kind));
        }
    }
}
