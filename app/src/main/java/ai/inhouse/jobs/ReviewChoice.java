package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.reward.RewardModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// Chooses what is most worth a reviewer's time.
public final class ReviewChoice {
    /// Requests that come to speak of a word and say nothing of their own.
    private static final List<String> REQUESTS =
            List.of(
                    "Can you tell me more about the %s?",
                    "I need to know something about %s. Can you help?",
                    "A friend asked me about the %s. What should I say?");

    private ReviewChoice() {}

    /// Those on whose answers models, or one model's tries, differ most in their words.
    public static List<ReviewItem> whereAnswersDiffer(List<ReviewItem> items, int most) {
        return highest(items, most, ReviewChoice::difference);
    }

    /// Those between whose answers a reward model is least sure: the margin of the best two.
    public static List<ReviewItem> whereRewardIsUnsure(
            List<ReviewItem> items, RewardModel model, int most) {
        return highest(items, most, item -> -margin(item, model));
    }

    private static List<ReviewItem> highest(
            List<ReviewItem> items, int most, ToDoubleFunction<ReviewItem> worth) {
        record Weighed(ReviewItem item, double worth) {}
        return items.stream()
                .map(item -> new Weighed(item, worth.applyAsDouble(item)))
                .sorted(Comparator.comparingDouble(Weighed::worth).reversed())
                .limit(most)
                .map(Weighed::item)
                .toList();
    }

    /// One less the words that all answers share among those that any has (Jaccard).
    static double difference(ReviewItem item) {
        Set<String> all = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (ReviewItem.Answer answer : item.answers()) {
            Set<String> words =
                    Set.copyOf(
                            List.of(
                                    answer.text()
                                            .toLowerCase(Locale.ROOT)
                                            .split("[^\\p{L}\\p{N}]+", -1)));
            if (all.isEmpty()) {
                shared.addAll(words);
            }
            shared.retainAll(words);
            all.addAll(words);
        }
        return all.isEmpty() ? 0 : 1 - (double) shared.size() / all.size();
    }

    private static double margin(ReviewItem item, RewardModel model) {
        double[] scores =
                model.scores(
                        item.answers().stream()
                                .map(a -> model.encode(item.prompt(), a.text()))
                                .toList());
        Arrays.sort(scores);
        return scores.length < 2 ? 0 : scores[scores.length - 1] - scores[scores.length - 2];
    }

    /// Prompts that touch the policies which the fewest items under review touched so far. None is
    /// a policy's test prompt: what is measured with is not learned from.
    ///
    /// @param reviewed all items there are
    public static List<ReviewItems.Prompt> wherePoliciesAreUncovered(
            Policies policies, List<ReviewItem> reviewed, int most) {
        List<Policy> order =
                policies.policies().stream()
                        .filter(policy -> !words(policy).isEmpty())
                        .sorted(Comparator.comparingLong(policy -> covered(policy, reviewed)))
                        .toList();
        List<ReviewItems.Prompt> prompts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int round = 0; prompts.size() < most && round < REQUESTS.size() * 16; round++) {
            for (Policy policy : order) {
                String prompt = prompt(policy, round);
                if (prompts.size() < most && seen.add(prompt)) {
                    prompts.add(new ReviewItems.Prompt(prompt, List.of()));
                }
            }
        }
        return prompts;
    }

    private static String prompt(Policy policy, int round) {
        List<String> words = words(policy);
        String word = words.get(round % words.size());
        return REQUESTS.get(round / words.size() % REQUESTS.size()).formatted(word);
    }

    private static List<String> words(Policy policy) {
        return switch (policy) {
            case Policy.Refusal refusal -> refusal.topics();
            case Policy.Glossary glossary -> List.of(glossary.say());
            case Policy.Claim claim -> claim.forbidden();
            case Policy.Tone _ -> List.of();
        };
    }

    private static long covered(Policy policy, List<ReviewItem> reviewed) {
        return reviewed.stream()
                .filter(
                        item ->
                                item.guidance().stream()
                                        .anyMatch(g -> g.title().equals(policy.title())))
                .count();
    }
}
