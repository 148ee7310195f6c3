package ai.inhouse.alignment;

import ai.inhouse.model.Batch;

/// Rated answers to be learned from together.
///
/// @param rows prompts with their answers; weight 1 at the answers' tokens
/// @param reference log p of each row under the reference, in nats
/// @param mismatched the same prompts, each with the answer to another one: what the model's drift
///   from the reference is estimated on
/// @param mismatchedReference their log p under the reference
/// @param good whether people found each answer good
/// @param share what one answer counts in the step's loss
public record KtoBatch(
        Batch rows,
        double[] reference,
        Batch mismatched,
        double[] mismatchedReference,
        boolean[] good,
        double share) {}
