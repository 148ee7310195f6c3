package ai.inhouse.alignment.grpo;

import ai.inhouse.alignment.grpo.Writer.Written;
import ai.inhouse.alignment.reward.Answer;
import ai.inhouse.alignment.reward.Correlation;
import ai.inhouse.alignment.reward.Rewards;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Has the policy answer a step's prompts, each as often as a group has samples, and has the
/// answers rewarded.
///
/// @param texts decodes answers
public record Rollouts(
        GrpoSettings settings, Writer writer, Texts texts, Rewards rewards, int padding) {

    /// Turns ids into text, without special tokens.
    public interface Texts {
        String of(int[] ids);
    }

    Rollout of(GrpoBatch batch) {
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
        Advantages advantages =
                Advantages.of(earned.totals(), settings.samples(), settings.scaled());
        return new Rollout(
                batch.step(),
                figures(answers, earned, advantages),
                Rollout.parts(prompts, written, advantages.values(), batch.micros(), padding),
                settings.passes());
    }

    /// What the policy's likeliest answers to some prompts earn.
    Map<String, Double> likeliest(List<EncodedPrompt> asked) {
        List<int[]> prompts = asked.stream().map(EncodedPrompt::ids).toList();
        List<Answer> answers = answers(asked, writer.write(prompts, settings.mostTokens(), 0, 0));
        Map<String, Double> figures = new LinkedHashMap<>(rewards.earned(answers).means());
        figures.putAll(lengths(answers));
        return figures;
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

    private static Map<String, Double> figures(
            List<Answer> answers, Rewards.Earned earned, Advantages advantages) {
        Map<String, Double> figures = new LinkedHashMap<>(earned.means());
        figures.put("reward_group_deviation", advantages.groupDeviation());
        figures.put("equal_groups", advantages.equalGroups());
        figures.putAll(lengths(answers));
        double[] tokens = answers.stream().mapToDouble(Answer::tokens).toArray();
        // Within groups: some prompts need longer answers than others.
        Correlation.pearson(advantages.values(), tokens)
                .ifPresent(value -> figures.put("reward_length_correlation", value));
        return figures;
    }

    private static Map<String, Double> lengths(List<Answer> answers) {
        double tokens = answers.stream().mapToInt(Answer::tokens).average().orElse(0);
        double cut = answers.stream().filter(answer -> !answer.ended()).count();
        return Map.of("answer_tokens", tokens, "cut_off", cut / answers.size());
    }
}
