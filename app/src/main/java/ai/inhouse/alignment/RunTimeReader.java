package ai.inhouse.alignment;

import ai.inhouse.alignment.RunTime.Action;
import ai.inhouse.base.Problems;
import ai.inhouse.base.YamlFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads what a policy asks for while a model answers: `at_run_time`, `answer` and `needs_source`.
final class RunTimeReader {
    private static final String KEY = "at_run_time";

    private RunTimeReader() {}

    /// Empty where the policy says nothing of it.
    static Optional<RunTime> read(YamlFields fields, Policy policy, Problems problems) {
        if (policy instanceof Policy.Tone) {
            return Optional.empty();
        }
        Optional<String> wish = fields.optionalText(KEY);
        Optional<String> answer =
                policy instanceof Policy.Glossary
                        ? Optional.empty()
                        : fields.optionalText("answer");
        List<String> needsSource =
                policy instanceof Policy.Claim ? fields.texts("needs_source") : List.of();
        if (wish.isEmpty() && answer.isEmpty() && needsSource.isEmpty()) {
            return Optional.empty();
        }
        Action action =
                wish.map(text -> action(text, policy, fields, problems)).orElse(Action.FLAG);
        if (answer.isPresent() && action != Action.REFUSE) {
            problems.add(
                    fields.lineOf("answer"),
                    "`answer` is said only with `%s: refuse`".formatted(KEY));
        }
        return Optional.of(new RunTime(action, answer, needsSource));
    }

    private static Action action(String text, Policy policy, YamlFields fields, Problems problems) {
        Set<Action> possible =
                policy instanceof Policy.Glossary
                        ? Set.of(Action.REWRITE, Action.FLAG, Action.OFF)
                        : Set.of(Action.REFUSE, Action.FLAG, Action.OFF);
        Optional<Action> action = possible.stream().filter(a -> a.code().equals(text)).findFirst();
        if (action.isEmpty()) {
            List<String> codes = possible.stream().map(Action::code).sorted().toList();
            problems.add(
                    fields.lineOf(KEY),
                    "`%s` must be one of %s, not `%s`"
                            .formatted(
                                    KEY, String.join(", ", codes), text.toLowerCase(Locale.ROOT)));
        }
        return action.orElse(Action.FLAG);
    }
}
