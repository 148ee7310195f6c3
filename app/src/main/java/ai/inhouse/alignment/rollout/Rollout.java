package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.rollout.Writer.Written;
import ai.inhouse.tokens.Chat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The answers of one step, those to a prompt beside each other, and what they earned.
///
/// @param prompts one for each answer
/// @param earned one for each answer
/// @param samples answers to each prompt
/// @param figures of the answers as a whole
public record Rollout(
        List<int[]> prompts,
        List<Written> written,
        double[] earned,
        int samples,
        Map<String, Double> figures) {
    public Rollout {
        prompts = List.copyOf(prompts);
        written = List.copyOf(written);
        figures = Map.copyOf(figures);
    }

    public int answers() {
        return written.size();
    }

    public int groups() {
        return answers() / samples;
    }

    /// Tokens of an answer, its end included.
    public int tokens(int answer) {
        return written.get(answer).ids().length;
    }

    /// Tokens of an answer with its prompt.
    int rowLength(int answer) {
        return prompts.get(answer).length + tokens(answer);
    }

    /// An answer after its prompt; its own tokens count.
    public Chat.Encoded row(int answer) {
        int[] prompt = prompts.get(answer);
        int[] own = written.get(answer).ids();
        int[] ids = Arrays.copyOf(prompt, prompt.length + own.length);
        System.arraycopy(own, 0, ids, prompt.length, own.length);
        boolean[] counted = new boolean[ids.length];
        Arrays.fill(counted, prompt.length, ids.length, true);
        return new Chat.Encoded(ids, counted);
    }
}
