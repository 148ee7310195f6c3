package ai.inhouse.alignment.reward;

/// Whether the answer says something in so many words at most; falls in a straight line to 0 at
/// twice as many.
public record LengthReward(int mostWords) implements Reward.Rule {
    public LengthReward {
        if (mostWords < 1) {
            throw new IllegalArgumentException("at most %d words".formatted(mostWords));
        }
    }

    @Override
    public String name() {
        return "length";
    }

    @Override
    public double of(Answer answer) {
        String text = answer.text().strip();
        if (text.isEmpty()) {
            return 0;
        }
        int words = text.split("\\s+", -1).length;
        return Math.clamp(2 - (double) words / mostWords, 0, 1);
    }
}
