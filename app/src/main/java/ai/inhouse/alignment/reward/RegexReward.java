package ai.inhouse.alignment.reward;

import com.google.re2j.Pattern;

/// Whether a form occurs in the answer. RE2 takes time in proportion to the text, whatever the
/// form.
///
/// @param form a regular expression, `(?s)^...$` for the answer as a whole
public record RegexReward(Pattern form) implements Reward.Rule {
    @Override
    public String name() {
        return "regex";
    }

    @Override
    public double of(Answer answer) {
        return form.matcher(answer.text()).find() ? 1 : 0;
    }
}
