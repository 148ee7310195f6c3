package ai.inhouse.alignment.reward;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// Whether an answer keeps the company's policies: no word that the glossary or a rule on claims
/// forbids, and a refusal, by the policy's own markers, where a topic is asked about that must be
/// refused. `1 / (1 + broken rules)`.
public record PolicyReward(Policies policies) implements Reward.Rule {
    @Override
    public String name() {
        return "policies";
    }

    @Override
    public double of(Answer answer) {
        String said = words(answer.text());
        String asked = words(answer.asked().question());
        long broken = policies.policies().stream().filter(p -> breaks(p, asked, said)).count();
        return 1.0 / (1 + broken);
    }

    private static boolean breaks(Policy policy, String asked, String said) {
        return switch (policy) {
            case Policy.Glossary glossary -> anyIn(glossary.never(), said);
            case Policy.Claim claim -> anyIn(claim.forbidden(), said);
            case Policy.Refusal refusal ->
                    (anyIn(refusal.topics(), asked) || anyIn(refusal.testPrompts(), asked))
                            && !anyIn(refusal.refusalMarkers(), said);
            case Policy.Tone _ -> false;
        };
    }

    private static boolean anyIn(List<String> phrases, String text) {
        return phrases.stream()
                .map(PolicyReward::words)
                .anyMatch(phrase -> !phrase.isBlank() && text.contains(phrase));
    }

    /// In lower case, one space between words and around all, so that a phrase is found by its
    /// words and not within others.
    private static String words(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return " " + plain.replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
    }
}
