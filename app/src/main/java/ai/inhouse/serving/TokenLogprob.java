package ai.inhouse.serving;

import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A token with its log-probability and those of its likeliest alternatives.
///
/// @param bytes its UTF-8, which may be part of a character only
record TokenLogprob(String token, double logprob, List<Integer> bytes, List<TokenLogprob> top) {
    static TokenLogprob of(Tokenizer tokenizer, Logprobs logprobs) {
        List<TokenLogprob> top = new ArrayList<>();
        for (int i = 0; i < logprobs.topIds().length; i++) {
            top.add(of(tokenizer, logprobs.topIds()[i], logprobs.topLogprobs()[i], List.of()));
        }
        return of(tokenizer, logprobs.id(), logprobs.logprob(), top);
    }

    private static TokenLogprob of(
            Tokenizer tokenizer, int id, float logprob, List<TokenLogprob> top) {
        byte[] utf8 = tokenizer.bytes(id);
        List<Integer> bytes = new ArrayList<>();
        for (byte b : utf8) {
            bytes.add(b & 0xff);
        }
        // JSON has no infinity: what can never be is told as OpenAI tells the very unlikely.
        double told = Math.max(logprob, -9999);
        return new TokenLogprob(new String(utf8, StandardCharsets.UTF_8), told, bytes, top);
    }
}
