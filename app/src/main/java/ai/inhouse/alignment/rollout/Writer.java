package ai.inhouse.alignment.rollout;

import java.util.List;

/// Writes answers with the weights that a model in training has now.
public interface Writer {
    /// @param prompts token ids
    /// @param mostTokens of an answer, its end included
    /// @param temperature 1 to sample from the model's own distribution, without top-k or top-p, so
    ///   that what is learned from is what the model would say; 0 for the likeliest answer
    /// @param seed the same seed, weights and prompts give the same answers
    /// @return one answer for each prompt
    List<Written> write(List<int[]> prompts, int mostTokens, double temperature, long seed);

    /// @param ids the answer's, with the token that ended it
    /// @param ended false where it had to stop before its end
    record Written(int[] ids, boolean ended) {}
}
