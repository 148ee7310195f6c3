package ai.inhouse.costs;

/// How fast a model of one shape reads and writes on this machine, many texts at a time.
///
/// @param readTokensPerSecond of prompts
/// @param writtenTokensPerSecond of answers
/// @param judgedTokensPerSecond of texts whose likelihood is asked for
/// @param openSeconds that opening it takes
record WritingRate(
        double readTokensPerSecond,
        double writtenTokensPerSecond,
        double judgedTokensPerSecond,
        double openSeconds) {}
