package ai.inhouse.inference;

import java.util.SplittableRandom;

/// A draft model's guesses for one sequence: what it has read of it, and how many guesses pay.
///
/// A text that is drawn without a seed is guessed by drawing too, with the chances kept, so that a
/// guess can be taken or refused by them. Otherwise the likeliest token is the guess: the text must
/// be what it would be without.
final class ModelDraft {
    private final DraftModel model;
    private final Generator.Sampling sampling;
    private final SplittableRandom random;
    private final boolean draws;
    private final KeyValueCache cache;
    private final DraftLength length = new DraftLength();
    private final float[][] chances = new float[Speculation.MOST][0];
    private int computed;
    private int known;
    private int drafted;

    ModelDraft(DraftModel model, Generator.Sampling sampling, long seed) {
        this.model = model;
        this.sampling = sampling;
        this.random = new SplittableRandom(seed);
        this.draws = sampling.temperature() > 0 && sampling.seed().isEmpty();
        this.cache = model.newCache();
    }

    /// @param ids of the text, of which `textLength` are written
    /// @param guess receives the tokens
    /// @param costs of the model's own steps
    /// @return how many were guessed
    int guess(int[] ids, int textLength, int[] guess, int most, Speculation.Costs costs) {
        int room = Math.min(most, model.maxLength() - textLength);
        int wanted =
                room < 1
                        ? 0
                        : length.next(
                                costs.times(),
                                model.share(costs.times(), costs.weightBytes()),
                                room);
        drafted = 0;
        if (wanted == 0 || !cache.tryReserve(textLength + wanted)) {
            return 0;
        }
        model.read(ids, computed, textLength, computed, cache);
        computed = textLength;
        known = textLength;
        while (drafted < wanted) {
            if (drafted > 0) {
                model.read(guess, drafted - 1, drafted, computed, cache);
                computed++;
            }
            guess[drafted] = draws ? draw(drafted) : model.likeliest();
            drafted++;
        }
        return drafted;
    }

    private int draw(int index) {
        if (chances[index].length == 0) {
            chances[index] = new float[model.vocabulary()];
        }
        return model.draw(sampling, random, chances[index]);
    }

    /// A guess with the chances that it was drawn by, or none where it was not drawn.
    Guess guess(int index, int token) {
        return draws ? new Guess(token, chances[index]) : Guess.NONE;
    }

    /// Ends a draft.
    void accepted(int tokens) {
        length.heard(drafted, tokens);
        computed = Math.min(computed, known + tokens);
    }

    /// Gives its memory back.
    void release() {
        cache.clear();
        computed = 0;
    }
}
