package ai.inhouse.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Tells in which tone a text is written, by naive Bayes over which words, marks and pairs of them
/// occur. With a dozen examples a tone it is hard to beat (Wang and Manning, 2012: for short texts
/// presence does better than counts, and pairs help).
public final class ToneClassifier {
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+(?:['’][\\p{L}]+)*|\\S");
    private static final String EDGE = "¶";

    private final Map<String, Tone> tones;
    private final int vocabulary;

    /// @param features texts of this tone in which each feature occurs
    /// @param total sum of `features`
    private record Tone(int texts, Map<String, Integer> features, long total) {}

    private ToneClassifier(Map<String, Tone> tones, int vocabulary) {
        this.tones = tones;
        this.vocabulary = vocabulary;
    }

    /// A text whose tone is known.
    public record Example(String tone, String text) {}

    /// @throws IllegalArgumentException if there are not at least two tones to tell apart
    public static ToneClassifier train(List<Example> examples) {
        Map<String, List<String>> texts =
                examples.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Example::tone,
                                        TreeMap::new,
                                        Collectors.mapping(Example::text, Collectors.toList())));
        if (texts.size() < 2) {
            throw new IllegalArgumentException(
                    "a tone classifier needs two tones or more, not " + texts.keySet());
        }
        Map<String, Tone> tones = new TreeMap<>();
        Set<String> vocabulary = new HashSet<>();
        texts.forEach(
                (tone, of) -> {
                    Map<String, Integer> counts = new HashMap<>();
                    of.forEach(
                            text ->
                                    features(text)
                                            .forEach(f -> counts.merge(f, 1, (a, b) -> a + b)));
                    long total = counts.values().stream().mapToLong(count -> count).sum();
                    tones.put(tone, new Tone(of.size(), counts, total));
                    vocabulary.addAll(counts.keySet());
                });
        return new ToneClassifier(tones, vocabulary.size());
    }

    /// In alphabetical order.
    public List<String> tones() {
        return List.copyOf(tones.keySet());
    }

    /// The likeliest tone; of equals the alphabetically first.
    public String classify(String text) {
        Set<String> features = features(text);
        String best = "";
        double bestScore = Double.NEGATIVE_INFINITY;
        for (Map.Entry<String, Tone> tone : tones.entrySet()) {
            double score = logLikelihood(tone.getValue(), features);
            if (score > bestScore) {
                best = tone.getKey();
                bestScore = score;
            }
        }
        return best;
    }

    /// Share of the examples whose tone it tells.
    public double accuracy(List<Example> examples) {
        long right = examples.stream().filter(e -> classify(e.text()).equals(e.tone())).count();
        return (double) right / examples.size();
    }

    /// With one added to each count (Laplace), so that an unseen feature rules nothing out.
    private double logLikelihood(Tone tone, Set<String> features) {
        double score = Math.log(tone.texts());
        for (String feature : features) {
            int count = tone.features().getOrDefault(feature, 0);
            score += Math.log((count + 1.0) / (tone.total() + vocabulary));
        }
        return score;
    }

    private static Set<String> features(String text) {
        List<String> tokens = new ArrayList<>(List.of(EDGE));
        Matcher matcher = TOKEN.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        tokens.add(EDGE);
        Set<String> features = new HashSet<>();
        for (int i = 1; i < tokens.size(); i++) {
            features.add(tokens.get(i));
            features.add(tokens.get(i - 1) + " " + tokens.get(i));
        }
        return features;
    }
}
