package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewItem.Guideline;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts beside an item the policies that a reviewer should have in mind: the one value behind all,
/// and those whose topics, tone or words stand in the prompt or the answers.
public final class ReviewGuidance {
    private final Optional<Policies> policies;

    /// @param policies empty where the company has none
    public ReviewGuidance(Optional<Policies> policies) {
        this.policies = policies;
    }

    /// The same item with its guidance.
    ReviewItem guide(ReviewItem item) {
        List<Guideline> guidance = new ArrayList<>();
        policies.ifPresent(
                all -> {
                    if (!all.value().text().isBlank()) {
                        guidance.add(new Guideline(all.value().title(), all.value().text()));
                    }
                    all.policies().stream()
                            .filter(policy -> touches(policy, item))
                            .map(ReviewGuidance::guideline)
                            .forEach(guidance::add);
                });
        return new ReviewItem(item.kind(), item.prompt(), item.answers(), item.sources(), guidance);
    }

    private static boolean touches(Policy policy, ReviewItem item) {
        String asked = said(item, role -> !role.equals("system"));
        String all =
                asked
                        + plain(
                                item.answers().stream()
                                        .map(ReviewItem.Answer::text)
                                        .collect(Collectors.joining(" ")));
        return switch (policy) {
            case Policy.Refusal refusal -> contains(asked, refusal.topics().stream());
            case Policy.Tone tone -> contains(said(item, _ -> true), Stream.of(tone.tone()));
            case Policy.Glossary glossary ->
                    contains(
                            all,
                            Stream.concat(Stream.of(glossary.say()), glossary.never().stream()));
            case Policy.Claim claim -> contains(all, claim.forbidden().stream());
        };
    }

    /// The prompt's words. What the instruction says of itself is no topic.
    private static String said(ReviewItem item, Predicate<String> roles) {
        return plain(
                item.prompt().stream()
                        .filter(message -> roles.test(message.role()))
                        .map(Message::content)
                        .collect(Collectors.joining(" ")));
    }

    private static Guideline guideline(Policy policy) {
        return new Guideline(
                policy.title(),
                switch (policy) {
                    case Policy.Glossary glossary ->
                            "%s Say %s, never %s."
                                    .formatted(
                                            glossary.text(),
                                            glossary.say(),
                                            String.join(" or ", glossary.never()));
                    case Policy.Claim claim ->
                            "%s Never: %s."
                                    .formatted(claim.text(), String.join("; ", claim.forbidden()));
                    case Policy.Refusal _, Policy.Tone _ -> policy.text();
                });
    }

    private static boolean contains(String text, Stream<String> words) {
        return words.map(ReviewGuidance::plain).anyMatch(text::contains);
    }

    /// Words between single spaces, so that `pay` is not found in `payload`.
    private static String plain(String text) {
        return " "
                + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip()
                + " ";
    }
}
