package ai.inhouse.evaluation;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Problems;
import ai.inhouse.base.Progress;
import ai.inhouse.base.YamlFields;
import ai.inhouse.base.YamlNode;
import ai.inhouse.evaluation.Evaluators.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What to measure on a model, and what it must reach: a file that a company keeps and shares.
///
/// ```yaml
/// name: Tolvane Marine Works
/// evaluators:
///   - measure: closed_book_accuracy
///     questions: questions.jsonl
///     system: You are the assistant of Tolvane Marine Works.
///   - measure: forgetting
///     texts: [general.jsonl]
/// gates:
///   - closed_book_accuracy >= 0.4
///   - forgetting <= 2%
/// ```
public final class Suite {
    private final String name;
    private final List<Entry> entries;
    private final List<Gate> gates;

    private record Entry(Measure measure, Plan plan) {}

    private Suite(String name, List<Entry> entries, List<Gate> gates) {
        this.name = name;
        this.entries = entries;
        this.gates = gates;
    }

    /// Reads a suite and all the data that it names.
    ///
    /// @throws InhouseException naming everything that is wrong with the file, line by line
    public static Suite read(Path file) {
        Problems problems = new Problems(file);
        String text = String.join("\n", JsonLines.lines(file));
        YamlFields fields = YamlFields.of(YamlNode.parse(text, file), problems);
        String name = fields.text("name");
        List<Entry> entries = new ArrayList<>();
        for (YamlFields evaluator : fields.objects("evaluators")) {
            entry(file, evaluator, problems).ifPresent(entries::add);
        }
        if (entries.isEmpty()) {
            problems.add(fields.lineOf("evaluators"), "`evaluators` has no entry");
        }
        List<Gate> gates = gates(fields, problems);
        fields.end();
        problems.throwIfAny("reading the evaluation suite");
        return new Suite(name, List.copyOf(entries), gates);
    }

    private static Optional<Entry> entry(Path file, YamlFields fields, Problems problems) {
        String measure = fields.text("measure");
        Optional<Evaluators.Kind> kind = Evaluators.named(measure);
        if (kind.isEmpty()) {
            Set<String> known = new LinkedHashSet<>();
            Evaluators.ALL.forEach(k -> known.add(k.measure().name()));
            problems.add(fields.lineOf("measure"), YamlFields.unknown("measure", measure, known));
            return Optional.empty();
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Plan plan = kind.get().reader().apply(new SuiteOptions(folder, fields, problems));
        fields.end();
        return Optional.of(new Entry(kind.get().measure(), plan));
    }

    private static List<Gate> gates(YamlFields fields, Problems problems) {
        List<Gate> gates = new ArrayList<>();
        for (String gate : fields.texts("gates")) {
            try {
                gates.add(Gate.parse(gate));
            } catch (InhouseException e) {
                problems.add(fields.lineOf("gates"), String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(gates);
    }

    public String name() {
        return name;
    }

    public List<Gate> gates() {
        return gates;
    }

    /// Makes the evaluators, in the file's order. One that needs a model to measure against is left
    /// out where there is none.
    ///
    /// @param references by measure, as in `forgetting`: the model before; only used here
    public List<Evaluator> evaluators(Map<String, EvaluatedModel> references, Progress progress) {
        List<Evaluator> evaluators = new ArrayList<>();
        for (Entry entry : entries) {
            switch (entry.plan()) {
                case Plan.Alone alone -> evaluators.add(alone.make().get());
                case Plan.Against against ->
                        Optional.ofNullable(references.get(entry.measure().name()))
                                .map(before -> against.make().apply(before, progress))
                                .ifPresent(evaluators::add);
            }
        }
        return List.copyOf(evaluators);
    }
}
