package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.Correlation;
import ai.inhouse.alignment.reward.Rewards;
import ai.inhouse.alignment.rollout.Writer.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Has the policy answer a step's prompts, each as often as there are samples, and has the answers
/// rewarded.
///
/// @param texts decodes answers
public record Rollouts(
        RolloutSettings settings, Writer writer, Texts texts, Rewards rewards, int padding) {

    /// Turns ids into text, without special tokens.
    public interface Texts {
        String of(int[] ids);
    }

    public Rollout of(RolloutBatch batch) {
        List<EncodedPrompt> asked = new ArrayList<>();
        for (EncodedPrompt prompt : batch.asked()) {
            for (int sample = 0; sample < settings.samples(); sample++) {
                asked.add(prompt);
            }
        }
        List<int[]> prompts = asked.stream().map(EncodedPrompt::ids).toList();
        List<Written> written = writer.write(prompts, settings.mostTokens(), 1, batch.seed());
        List<Answer> answers = answers(asked, written);
        Rewards.Earned earned = rewards.earned(answers);
        return new Rollout(
                prompts, written, earned.totals(), settings.samples(), figures(answers, earned));
    }

    /// The likeliest answers to some prompts.
    List<Answer> likeliest(List<EncodedPrompt> asked) {
        List<int[]> prompts = asked.stream().map(EncodedPrompt::ids).toList();
        return answers(asked, writer.write(prompts, settings.mostTokens(), 0, 0));
    }

    private List<Answer> answers(List<EncodedPrompt> asked, List<Written> written) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Written one = written.get(i);
            answers.add(
                    new Answer(
                            asked.get(i).asked(),
                            texts.of(one.ids()),
                            one.ids().length,
                            one.ended()));
        }
        return answers;
    }

    private Map<String, Double> figures(List<Answer> answers, Rewards.Earned earned) {
        Map<String, Double> figures = new LinkedHashMap<>(earned.means());
        double[] above = earned.totals();
        if (settings.samples() > 1) {
            GroupAdvantages groups = GroupAdvantages.of(above, settings.samples(), false);
            figures.put("reward_group_deviation", groups.groupDeviation());
            figures.put("equal_groups", groups.equalGroups());
            // Within groups: some prompts need longer answers than others.
            above = groups.values();
        }
        figures.putAll(lengths(answers));
        double[] tokens = answers.stream().mapToDouble(Answer::tokens).toArray();
        Correlation.pearson(above, tokens)
                .ifPresent(value -> figures.put("reward_length_correlation", value));
        return figures;
    }

    static Map<String, Double> lengths(List<Answer> answers) {
        double tokens = answers.stream().mapToInt(Answer::tokens).average().orElse(0);
        double cut = answers.stream().filter(answer -> !answer.ended()).count();
        return Map.of("answer_tokens", tokens, "cut_off", cut / answers.size());
    }
}
