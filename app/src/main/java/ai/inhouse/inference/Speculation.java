package ai.inhouse.inference;

import java.util.Optional;

/// Drafts for one sequence: the tokens that are guessed, their logits once a step has computed them
/// beside the last real token's, and whether guessing pays.
///
/// A guess is certain of itself. Accepting it with the probability that the model gives it, and
/// drawing from the other tokens else (Leviathan et al. 2023), is then the same as drawing from the
/// model and comparing: so each token is drawn as it would be without drafts, with the same random
/// number, and the text is the same to the token. So is a draft model's where its likeliest tokens
/// are taken. Where it draws them, each is taken with the probability `min(1, p / q)` of both
/// models, and drawn from what `p` has beyond `q` else.
final class Speculation {
    /// Tokens of a draft: with the last real one they are a tile of [Tiles#TOKENS].
    static final int MOST = Tiles.TOKENS - 1;

    /// So many tokens of a draft must be accepted on average: a step with a draft takes about two
    /// and a half times as long as one without.
    private static final double LEAST_ACCEPTED = 1.5;

    /// As many are expected before the first draft.
    private static final double HOPED_FOR = 2.5;

    private static final double SMOOTHING = 0.25;
    private static final int SHORTEST_PAUSE = 8;
    private static final int LONGEST_PAUSE = 128;

    private final PromptLookup lookup;
    private final Optional<ModelDraft> model;
    private final int[] draft = new int[MOST];
    private final float[][] logits = new float[MOST + 1][0];
    private int drafted;
    private double usuallyAccepted = HOPED_FOR;
    private int pause;
    private int nextPause = SHORTEST_PAUSE;
    private int allDrafted;
    private int allAccepted;

    /// Whether the current draft is the model's.
    private boolean byModel;

    /// What a step costs, from which follows how much drafting pays.
    ///
    /// @param weightBytes that a step reads
    record Costs(StepTimes times, long weightBytes) {}

    /// @param capacity most tokens of the sequence
    /// @param model that is asked where nothing is found in the text
    Speculation(int capacity, Optional<ModelDraft> model) {
        this.lookup = new PromptLookup(capacity);
        this.model = model;
    }

    /// Guesses at most so many tokens, or none while it does not pay.
    void guess(int[] ids, int length, int most, Costs costs) {
        drafted = 0;
        byModel = false;
        if (pause > 0) {
            pause--;
        } else {
            drafted = lookup.guess(ids, length, draft, Math.min(most, MOST));
        }
        if (drafted == 0 && model.isPresent()) {
            byModel = true;
            drafted = model.get().guess(ids, length, draft, Math.min(most, MOST), costs);
        }
    }

    /// Guesses nothing for the coming step.
    void drop() {
        drafted = 0;
    }

    /// Tokens of the current draft.
    int drafted() {
        return drafted;
    }

    int token(int i) {
        return draft[i];
    }

    /// The draft's token `i` as it was drawn; nothing where it is certain of itself, or after the
    /// last.
    Guess guess(int i) {
        return byModel && i < drafted ? model.orElseThrow().guess(i, draft[i]) : Guess.NONE;
    }

    /// Gives the draft model's memory back.
    void release() {
        model.ifPresent(ModelDraft::release);
    }

    /// Keeps the logits of a step's row: 0 is the last real token's, `i` that of the draft's token
    /// `i - 1`. By several threads at once.
    void keep(int row, float[] from, int at, int vocabulary) {
        if (logits[row].length < vocabulary) {
            logits[row] = new float[vocabulary];
        }
        System.arraycopy(from, at, logits[row], 0, vocabulary);
    }

    float[] logits(int row) {
        return logits[row];
    }

    /// Ends a draft.
    void accepted(int tokens) {
        allDrafted += drafted;
        allAccepted += tokens;
        if (byModel) {
            model.orElseThrow().accepted(tokens);
            drafted = 0;
            return;
        }
        usuallyAccepted += SMOOTHING * (tokens - usuallyAccepted);
        drafted = 0;
        if (usuallyAccepted < LEAST_ACCEPTED) {
            pause = nextPause;
            nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
            usuallyAccepted = LEAST_ACCEPTED;
        } else if (tokens >= LEAST_ACCEPTED) {
            nextPause = SHORTEST_PAUSE;
        }
    }

    Generator.Drafts drafts() {
        return new Generator.Drafts(allDrafted, allAccepted);
    }
}
