package ai.inhouse.governance;

import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.Document;
import ai.inhouse.evaluation.Span;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of an erased text a model is asked for, and what it is compared with that no model of the
/// workspace was ever trained on: of documents, those held out; of a person, people who do not
/// exist, in the same places.
final class ErasedSpans {
    private static final int MOST = 200;
    private static final int MOST_CONTROLS = 1000;
    private static final int MOST_IN_A_PLACE = 200;
    private static final int BEFORE = 200;

    private ErasedSpans() {}

    static List<Span> of(Target target, List<Document> learned) {
        List<Span> spans = new ArrayList<>();
        for (Document document : learned) {
            spans.addAll(
                    target instanceof Target.Person person
                            ? places(document.text(), PersonSearch.pattern(person.person()))
                            : Span.cut(document.text()));
        }
        return Span.some(spans, MOST);
    }

    /// With a person's other mentions before as they stand in the text that is trained on again.
    private static List<Span> places(String text, Pattern person) {
        List<Span> places = new ArrayList<>();
        Matcher matcher = person.matcher(text);
        while (matcher.find()) {
            String before = text.substring(Math.max(0, matcher.start() - BEFORE), matcher.start());
            String erased = Matcher.quoteReplacement(Erasure.REPLACEMENT);
            places.add(new Span(person.matcher(before).replaceAll(erased), matcher.group()));
        }
        return places;
    }

    /// @param spans as the case has them
    /// @param subjects hashes of documents that are not meant, though they may be held out yet
    static List<Span> controls(
            Workspace workspace, boolean ofPerson, List<Span> spans, Set<String> subjects) {
        if (ofPerson) {
            int each = MOST_CONTROLS / Math.max(1, spans.size());
            return new MadeUpPeople().inPlaceOf(spans, Math.min(each, MOST_IN_A_PLACE));
        }
        List<Span> controls = new ArrayList<>();
        documents(workspace, Corpus.Split.HELD_OUT, subjects)
                .forEach(document -> controls.addAll(Span.cut(document.text())));
        return Span.some(controls, MOST_CONTROLS);
    }

    /// The text that is trained on, without what is erased.
    static List<String> left(Workspace workspace, Target target, Set<String> subjects) {
        if (target instanceof Target.Person person) {
            Pattern named = PersonSearch.pattern(person.person());
            String erased = Matcher.quoteReplacement(Erasure.REPLACEMENT);
            return documents(workspace, Corpus.Split.TRAIN, Set.of()).stream()
                    .map(document -> named.matcher(document.text()).replaceAll(erased))
                    .toList();
        }
        return documents(workspace, Corpus.Split.TRAIN, subjects).stream()
                .map(Document::text)
                .toList();
    }

    private static List<Document> documents(
            Workspace workspace, Corpus.Split split, Set<String> without) {
        CorpusStore corpora = new CorpusStore(workspace);
        return corpora.latest().map(corpora::open).stream()
                .flatMap(corpus -> corpus.documents(split).stream())
                .filter(document -> !without.contains(document.id().hex()))
                .toList();
    }
}
