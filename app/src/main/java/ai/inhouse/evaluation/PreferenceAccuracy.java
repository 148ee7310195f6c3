package ai.inhouse.evaluation;

import ai.inhouse.alignment.EncodedPair;
import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.base.Progress;
import ai.inhouse.tokens.Chat;
import ai.inhouse.tokens.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a model came to prefer what people prefer, by the reward that DPO implies (Rafailov et
/// al., 2023, equation 5, without its constant beta): `log p(answer) - log p_reference(answer)`,
/// summed over the answer's tokens.
public final class PreferenceAccuracy implements Evaluator {
    public static final Measure MEASURE =
            new Measure(
                    "preference_accuracy",
                    "Preference accuracy",
                    "Share of held-out pairs in which the model's probability of the answer that"
                            + " people preferred grew more, against the model before alignment,"
                            + " than that of the other. A tie counts half, so that the model before"
                            + " has 50%.",
                    Measure.Better.HIGHER,
                    Measure.Scale.SHARE);

    private static final int BATCH = 16;

    /// In nats: what moves less only moved by rounding, which may differ from run to run.
    private static final double ROUNDING = 1e-3;

    private final List<PreferencePair> pairs;
    private final double[] referenceMargins;

    private PreferenceAccuracy(List<PreferencePair> pairs, double[] referenceMargins) {
        this.pairs = pairs;
        this.referenceMargins = referenceMargins;
    }

    /// Reads the pairs once as the reference does; it may be closed after.
    ///
    /// @param pairs at least one
    public static PreferenceAccuracy against(
            EvaluatedModel reference, List<PreferencePair> pairs, Progress progress) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("preference accuracy on no pairs");
        }
        return new PreferenceAccuracy(List.copyOf(pairs), margins(reference, pairs, progress));
    }

    @Override
    public Measure measures() {
        return MEASURE;
    }

    @Override
    public Measurement measure(EvaluatedModel model, Progress progress) {
        double[] margins = margins(model, pairs, progress);
        List<Item> items = new ArrayList<>();
        double longer = 0;
        for (int i = 0; i < margins.length; i++) {
            PreferencePair pair = pairs.get(i);
            double score = won(margins[i] - referenceMargins[i]);
            longer += won(length(pair.chosen()) - length(pair.rejected()));
            items.add(new Item(pair.source(), score, 1, Optional.empty()));
        }
        return Measurement.share(MEASURE, items, Map.of("longer_wins", longer / pairs.size()));
    }

    private static double won(double margin) {
        return margin > ROUNDING ? 1 : margin < -ROUNDING ? 0 : 0.5;
    }

    /// log p(chosen) - log p(rejected) of each pair.
    private static double[] margins(
            EvaluatedModel model, List<PreferencePair> pairs, Progress progress) {
        List<Chat.Encoded> answers = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            EncodedPair encoded = EncodedPair.of(pair, model.chat());
            answers.add(end(encoded.chosen(), model.contextLength()));
            answers.add(end(encoded.rejected(), model.contextLength()));
        }
        double[] margins = new double[pairs.size()];
        try (var task = progress.begin("weighing as " + model.name(), answers.size(), "answers")) {
            for (int from = 0; from < answers.size(); from += BATCH) {
                List<Chat.Encoded> batch =
                        answers.subList(from, Math.min(from + BATCH, answers.size()));
                List<float[]> scores =
                        model.generator().scoreAll(batch.stream().map(Chat.Encoded::ids).toList());
                for (int i = 0; i < batch.size(); i++) {
                    double sign = (from + i) % 2 == 0 ? 1 : -1;
                    margins[(from + i) / 2] += sign * logProbability(batch.get(i), scores.get(i));
                }
                task.at(from + batch.size(), "");
            }
        }
        return margins;
    }

    /// Where prompt and answer are longer than the context, only their end is read.
    private static Chat.Encoded end(Chat.Encoded whole, int contextLength) {
        int cut = Math.max(0, whole.ids().length - contextLength);
        boolean[] assistant = Arrays.copyOfRange(whole.assistant(), cut, whole.ids().length);
        return new Chat.Encoded(Answers.end(whole.ids(), contextLength), assistant);
    }

    private static double length(List<Message> answer) {
        return answer.stream().mapToInt(message -> message.content().length()).sum();
    }

    private static double logProbability(Chat.Encoded encoded, float[] scores) {
        double sum = 0;
        for (int i = 1; i < encoded.ids().length; i++) {
            sum += encoded.assistant()[i] ? scores[i - 1] : 0;
        }
        return sum;
    }
}
