package ai.inhouse.jobs;

import ai.inhouse.alignment.review.ReviewItem.Source;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the passages of the corpus that a prompt is about, for reviewers to check answers against:
/// those that share its rarest words.
public final class ReviewSources {
    private static final int PASSAGES = 3;
    private static final int LONGEST = 1_500;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{3,}");

    private final List<Passage> passages;
    private final Map<String, Integer> frequency = new HashMap<>();
    private final double meanWords;

    private record Passage(Source source, Set<String> words) {}

    private record Hit(Source source, double score) {}

    private ReviewSources(List<Passage> passages) {
        this.passages = passages;
        this.meanWords = passages.stream().mapToInt(p -> p.words().size()).average().orElse(1);
        passages.forEach(p -> p.words().forEach(word -> frequency.merge(word, 1, Integer::sum)));
    }

    /// Of the newest corpus, less what is restricted: reviewers may not be in its groups. Without a
    /// corpus there are no sources.
    public static ReviewSources of(Workspace workspace) {
        CorpusStore store = new CorpusStore(workspace);
        List<Passage> passages = new ArrayList<>();
        for (Corpus.Entry entry :
                store.latest().map(store::open).map(Corpus::entries).orElse(List.of())) {
            Document document = entry.document();
            if (document.label().level() != AccessLabel.Level.RESTRICTED) {
                document.sections().forEach(section -> passages.add(passage(document, section)));
            }
        }
        return new ReviewSources(passages);
    }

    private static Passage passage(Document document, Section section) {
        String text = section.text().strip();
        String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
        String title =
                section.heading().isBlank()
                        ? document.title()
                        : document.title() + " › " + section.heading();
        return new Passage(new Source(title, shown), words(section.heading() + " " + text));
    }

    /// The prompts with what was found for each, beside what they brought themselves.
    public List<ReviewItems.Prompt> beside(List<ReviewItems.Prompt> prompts) {
        return prompts.stream()
                .map(
                        prompt -> {
                            List<Source> sources = new ArrayList<>(prompt.sources());
                            sources.addAll(find(prompt.text()));
                            return new ReviewItems.Prompt(prompt.text(), sources);
                        })
                .toList();
    }

    /// Inverse document frequency summed over the words in common (Spärck Jones 1972). A passage
    /// must share at least half of what the best shares.
    List<Source> find(String prompt) {
        Set<String> asked = words(prompt);
        List<Hit> hits =
                passages.stream()
                        .map(p -> new Hit(p.source(), score(asked, p.words())))
                        .filter(hit -> hit.score() > 0)
                        .sorted(Comparator.comparingDouble(Hit::score).reversed())
                        .limit(PASSAGES)
                        .toList();
        return hits.stream()
                .filter(hit -> hit.score() >= hits.getFirst().score() / 2)
                .map(Hit::source)
                .toList();
    }

    /// Long passages share words by chance: as in BM25 (Robertson and Zaragoza 2009, b = 0.75), a
    /// word counts for less in them.
    private double score(Set<String> asked, Set<String> words) {
        double score = 0;
        double weight = 2.2 / (1 + 1.2 * (0.25 + 0.75 * words.size() / meanWords));
        for (String word : asked) {
            if (words.contains(word)) {
                score +=
                        weight
                                * Math.log(
                                        (double) passages.size() / frequency.getOrDefault(word, 1));
            }
        }
        return score;
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().forEach(m -> words.add(m.group()));
        return words;
    }
}
