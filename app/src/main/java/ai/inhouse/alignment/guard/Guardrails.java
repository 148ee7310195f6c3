package ai.inhouse.alignment.guard;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.alignment.RunTime;
import ai.inhouse.alignment.RunTime.Action;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A company's policies as rules that answers are held against while they are given. Each policy
/// says what is to be done (`at_run_time`); one that says nothing is only recorded.
public final class Guardrails {
    /// No company, no rules.
    public static final Guardrails NONE = new Guardrails(List.of(), List.of());

    private final List<Rule> topics;
    private final List<Rule> words;

    private Guardrails(List<Rule> topics, List<Rule> words) {
        this.topics = List.copyOf(topics);
        this.words = List.copyOf(words);
    }

    public static Guardrails of(Policies policies) {
        List<Rule> topics = new ArrayList<>();
        List<Rule> words = new ArrayList<>();
        for (Policy policy : policies.policies()) {
            RunTime wish = policies.atRunTime(policy);
            if (wish.action() != Action.OFF) {
                add(policy, wish, topics, words);
            }
        }
        return new Guardrails(topics, words);
    }

    private static void add(Policy policy, RunTime wish, List<Rule> topics, List<Rule> words) {
        switch (policy) {
            case Policy.Refusal refusal -> {
                if (!refusal.topics().isEmpty()) {
                    topics.add(
                            rule(policy, wish, refusal.topics(), "", false)
                                    .unless(refusal.refusalMarkers()));
                }
            }
            case Policy.Glossary glossary ->
                    words.add(rule(policy, wish, glossary.never(), glossary.say(), false));
            case Policy.Claim claim -> {
                if (!claim.forbidden().isEmpty()) {
                    words.add(rule(policy, wish, claim.forbidden(), "", false));
                }
                if (!wish.needsSource().isEmpty()) {
                    words.add(rule(policy, wish, wish.needsSource(), "", true));
                }
            }
            case Policy.Tone _ -> {}
        }
    }

    private static Rule rule(
            Policy policy, RunTime wish, List<String> phrases, String say, boolean unsourced) {
        return new Rule(
                policy.id(),
                wish.action(),
                new Phrases(phrases),
                say,
                wish.answer().orElseGet(() -> words(policy)),
                unsourced,
                List.of());
    }

    /// What is said instead, where the policy does not spell it out.
    private static String words(Policy policy) {
        return policy instanceof Policy.Refusal refusal
                ? refusal.words(0)
                : "I cannot say that. %s.".formatted(policy.title().replaceFirst("\\.$", ""));
    }

    public boolean isEmpty() {
        return topics.isEmpty() && words.isEmpty();
    }

    /// A question that is refused before any model is asked, and in which words.
    public record Refused(Finding finding, String answer) {}

    /// @param messages the last of them is what is asked
    public Optional<Refused> refused(List<Message> messages) {
        String asked = asked(messages);
        return topics.stream()
                .filter(rule -> rule.action() == Action.REFUSE && rule.phrases().in(asked))
                .findFirst()
                .map(rule -> new Refused(rule.finding(), rule.answer()));
    }

    /// Watches over one answer.
    ///
    /// @param messages what it answers; may be empty
    /// @param sourced whether it is given with sources
    /// @param whole whether it must be seen to its end before any of it is told, as an answer in a
    ///   fixed form must
    public Guard watch(List<Message> messages, boolean sourced, boolean whole) {
        String asked = asked(messages);
        List<Rule> rules = new ArrayList<>(topics);
        words.stream().filter(rule -> !rule.unsourced() || !sourced).forEach(rules::add);
        List<Rule> touched = topics.stream().filter(r -> r.phrases().in(asked)).toList();
        return new Guard(rules, touched, whole);
    }

    private static String asked(List<Message> messages) {
        return messages.isEmpty() || !messages.getLast().role().equals("user")
                ? ""
                : messages.getLast().content();
    }
}
