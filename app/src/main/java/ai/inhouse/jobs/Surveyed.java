package ai.inhouse.jobs;

import ai.inhouse.model.ModelConfig;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;

/// What a survey works with: a corpus made of a sample of the documents in a workspace of its own,
/// and the tokenizer that the run will have, or one learned from the sample.
///
/// @param config of the model to be trained
/// @param scale of all documents to the sample
/// @param trainTokens of all documents that are trained on
/// @param heldOutTokens of those that are not
/// @param encodingSeconds that turning the sample into tokens took
record Surveyed(
        StageContext context,
        ModelConfig config,
        Tokenizer tokenizer,
        Chat chat,
        double scale,
        long trainTokens,
        long heldOutTokens,
        double encodingSeconds) {
    Recipe recipe() {
        return context.recipe();
    }

    boolean fromScratch() {
        return recipe().start() instanceof Recipe.Start.Scratch;
    }

    /// Whether a stage that is to be held to an earlier model has one.
    boolean holds() {
        return recipe().replay() > 0;
    }

    long scaled(double counted) {
        return Math.round(counted * scale);
    }
}
