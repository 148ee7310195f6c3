package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Finding;
import ai.inhouse.inference.Generator.Drafts;
import java.util.ArrayList;
import java.util.List;

/// What has been heard of one choice.
final class Choice {
    private final int index;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private List<TokenLogprob> promptTokens = List.of();
    private String finishReason = "";
    private int cachedTokens;
    private int completionTokens;
    private Drafts drafts = Drafts.NONE;

    Choice(int index) {
        this.index = index;
    }

    /// @return whether that was the end
    boolean hear(Event event) {
        switch (event) {
            case Event.Read read -> {
                cachedTokens = read.cachedTokens();
                promptTokens = read.prompt();
            }
            case Event.Text more -> {
                text.append(more.text());
                tokens.addAll(more.tokens());
            }
            case Event.Called called -> calls.add(called.call());
            case Event.Guarded guarded -> findings.addAll(guarded.findings());
            case Event.Done done -> {
                finishReason = done.finishReason();
                completionTokens = done.completionTokens();
                drafts = done.drafts();
                return true;
            }
            case Event.Failed failed -> throw failed.cause();
        }
        return false;
    }

    int index() {
        return index;
    }

    String text() {
        return text.toString();
    }

    List<TokenLogprob> tokens() {
        return tokens;
    }

    List<ToolCall> calls() {
        return calls;
    }

    /// The policies that it broke, or would have broken.
    List<Finding> findings() {
        return findings;
    }

    List<TokenLogprob> promptTokens() {
        return promptTokens;
    }

    String finishReason() {
        return finishReason;
    }

    int cachedTokens() {
        return cachedTokens;
    }

    int completionTokens() {
        return completionTokens;
    }

    Drafts drafts() {
        return drafts;
    }
}
