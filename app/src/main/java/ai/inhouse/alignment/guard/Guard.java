package ai.inhouse.alignment.guard;

import ai.inhouse.alignment.RunTime.Action;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Watches over one answer as it comes, piece by piece. What may still have to be taken back is
/// held: a whole sentence where a rule refuses, the length of a phrase where one rewrites, nothing
/// where answers are only looked at. So an answer reads the same whether it is streamed or not.
public final class Guard {
    private static final Pattern SENTENCE_END =
            Pattern.compile("[.!?…][\"'”’)\\]]*\\s+|\\n\\s*\\n\\s*");

    private final List<Rule> rules;
    private final List<Rule> touched;
    private final boolean refusing;
    private final boolean rewriting;
    private final boolean whole;
    private final int longest;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder said = new StringBuilder();
    private final Set<Finding> findings = new LinkedHashSet<>();
    private boolean stopped;
    private boolean changed;

    /// @param touched those whose topic the question is about
    Guard(List<Rule> rules, List<Rule> touched, boolean whole) {
        this.rules = List.copyOf(rules);
        this.touched = List.copyOf(touched);
        this.refusing = any(Action.REFUSE);
        this.rewriting = any(Action.REWRITE);
        this.whole = whole && (refusing || rewriting);
        this.longest = rules.stream().mapToInt(r -> r.phrases().longest()).max().orElse(0);
    }

    private boolean any(Action action) {
        return rules.stream().anyMatch(rule -> rule.action() == action);
    }

    /// @return the text that may be told now
    public String accept(String piece) {
        if (stopped) {
            return "";
        }
        held.append(piece);
        return release(certain());
    }

    /// @return the text still held, when no more comes
    public String finish() {
        if (stopped) {
            return "";
        }
        String rest = release(held.length());
        rules.stream()
                .filter(rule -> rule.action() == Action.FLAG && broken(rule, said))
                .map(Rule::finding)
                .forEach(findings::add);
        touched.stream()
                .filter(rule -> rule.action() == Action.FLAG && !rule.refuses(said))
                .map(Rule::finding)
                .forEach(findings::add);
        return rest;
    }

    /// Whether the answer was ended in the words of a policy.
    public boolean stopped() {
        return stopped;
    }

    /// Whether what was told is not, word by word, what the model wrote.
    public boolean changed() {
        return changed;
    }

    /// What was found so far, each policy once.
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /// How much of what is held nothing that comes can make forbidden.
    private int certain() {
        if (whole) {
            return 0;
        }
        if (refusing) {
            Matcher end = SENTENCE_END.matcher(held);
            int last = 0;
            // An end that stands last may go on: "3. " is none before "5", "..." is one.
            while (end.find() && end.end() < held.length()) {
                last = end.end();
            }
            return last;
        }
        return rewriting ? wordBefore(held.length() - longest) : held.length();
    }

    private int wordBefore(int at) {
        int place = Math.max(0, at);
        while (place > 0 && !Character.isWhitespace(held.charAt(place - 1))) {
            place--;
        }
        return place;
    }

    private String release(int end) {
        String text = held.substring(0, end);
        held.delete(0, end);
        StringBuilder told = new StringBuilder();
        for (String part : parts(text)) {
            if (stopped) {
                break;
            }
            told.append(checked(part));
        }
        return told.toString();
    }

    /// Sentence by sentence, or all at once.
    private List<String> parts(String text) {
        if (!refusing || whole) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        Matcher end = SENTENCE_END.matcher(text);
        int from = 0;
        while (end.find()) {
            parts.add(text.substring(from, end.end()));
            from = end.end();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private String checked(String part) {
        for (Rule rule : rules) {
            if (rule.action() == Action.REFUSE && broken(rule, part)) {
                return refuse(rule);
            }
        }
        String text = part;
        for (Rule rule : rules) {
            if (rule.action() == Action.REWRITE && rule.phrases().in(text)) {
                text = rule.phrases().replaced(text, rule.say());
                findings.add(rule.finding());
                changed = true;
            }
        }
        said.append(text);
        return text;
    }

    private boolean broken(Rule rule, CharSequence part) {
        return rule.phrases().in(part)
                && (rule.refusals().isEmpty() || !rule.refuses(said + part.toString()));
    }

    private String refuse(Rule rule) {
        stopped = true;
        changed = true;
        findings.add(rule.finding());
        held.setLength(0);
        String before = said.toString();
        String gap = before.isEmpty() ? "" : before.endsWith("\n") ? "\n" : "\n\n";
        said.append(gap).append(rule.answer());
        return gap + rule.answer();
    }
}
