package ai.inhouse.alignment.guard;

import ai.inhouse.alignment.RunTime.Action;
import java.util.List;
import java.util.Locale;

/// One policy as it is checked in an answer.
///
/// @param policy its id
/// @param phrases what must not be said
/// @param say the word instead, for [Action#REWRITE]; else empty
/// @param answer what is said instead, for [Action#REFUSE]; else empty
/// @param unsourced whether it is only forbidden in an answer without sources
/// @param refusals words that show that an answer refuses: one that does may name what it refuses;
///   empty where that is no excuse
record Rule(
        String policy,
        Action action,
        Phrases phrases,
        String say,
        String answer,
        boolean unsourced,
        List<String> refusals) {
    Rule {
        refusals = refusals.stream().map(Rule::plain).toList();
    }

    /// The same, with an excuse.
    Rule unless(List<String> markers) {
        return new Rule(policy, action, phrases, say, answer, unsourced, markers);
    }

    boolean refuses(CharSequence answered) {
        String plain = plain(answered.toString());
        return refusals.stream().anyMatch(plain::contains);
    }

    Finding finding() {
        return new Finding(policy, action);
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace('’', '\'').replaceAll("\\s+", " ");
    }
}
