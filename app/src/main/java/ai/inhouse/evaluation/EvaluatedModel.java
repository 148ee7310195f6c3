package ai.inhouse.evaluation;

import ai.inhouse.inference.Generator;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Tokenizer;

/// A model as people would use it. Whoever made the parts closes them.
///
/// @param name what to call it in an error
/// @param contextLength the longest sequence it may be given, in tokens
public record EvaluatedModel(
        String name, Generator generator, Tokenizer tokenizer, Chat chat, int contextLength) {}
