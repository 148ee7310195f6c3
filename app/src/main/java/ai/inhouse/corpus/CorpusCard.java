package ai.inhouse.corpus;

import ai.inhouse.corpus.Corpus.Entry;
import ai.inhouse.corpus.Corpus.Removed;
import ai.inhouse.corpus.Corpus.Split;
import ai.inhouse.documents.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// What a corpus version is made of, for those who answer for it.
///
/// @param train documents to train on
/// @param sources by the folder that a name begins with
/// @param languages by ISO 639-1 code, as the commonest words tell
/// @param labels by who may read them
/// @param licences as the documents' own metadata say
/// @param removed documents that each filter took out
public record CorpusCard(
        String version,
        int train,
        int heldOut,
        long textBytes,
        SortedMap<String, Share> sources,
        SortedMap<String, Share> mediaTypes,
        SortedMap<String, Share> languages,
        SortedMap<String, Share> labels,
        SortedMap<String, Share> licences,
        SortedMap<String, Integer> removed,
        SortedMap<String, PiiSummary.Count> pii) {
    private static final String NOT_STATED = "not stated";

    /// @param textBytes of their text in UTF-8
    public record Share(int documents, long textBytes) {
        private Share and(Share other) {
            return new Share(documents + other.documents, textBytes + other.textBytes);
        }
    }

    private record Facts(Document document, Share share, String language) {}

    public static CorpusCard of(Corpus corpus) {
        List<Facts> facts =
                corpus.entries().parallelStream()
                        .map(Entry::document)
                        .map(CorpusCard::facts)
                        .toList();
        SortedMap<String, Integer> removed = new TreeMap<>();
        for (Removed gone : corpus.removed()) {
            removed.merge(gone.filter(), 1, Integer::sum);
        }
        return new CorpusCard(
                corpus.version().hex(),
                corpus.documents(Split.TRAIN).size(),
                corpus.documents(Split.HELD_OUT).size(),
                facts.stream().mapToLong(f -> f.share().textBytes()).sum(),
                shares(facts, f -> source(f.document().name())),
                shares(facts, f -> f.document().mediaType()),
                shares(facts, Facts::language),
                shares(facts, f -> f.document().label().toString()),
                shares(facts, f -> licence(f.document())),
                removed,
                corpus.pii().found());
    }

    private static Facts facts(Document document) {
        String text = document.text();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return new Facts(document, new Share(1, bytes), Languages.of(text));
    }

    private static SortedMap<String, Share> shares(List<Facts> facts, Function<Facts, String> by) {
        SortedMap<String, Share> shares = new TreeMap<>();
        facts.forEach(fact -> shares.merge(by.apply(fact), fact.share(), Share::and));
        return shares;
    }

    private static String source(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? "." : name.substring(0, slash);
    }

    private static String licence(Document document) {
        return new TreeMap<>(document.metadata())
                .entrySet().stream()
                        .filter(e -> isLicence(e.getKey().toLowerCase(Locale.ROOT)))
                        .map(e -> e.getValue().strip())
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse(NOT_STATED);
    }

    private static boolean isLicence(String key) {
        return key.equals("license") || key.equals("licence") || key.equals("dc:rights");
    }
}
