package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiFinding;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.evaluation.LeakedPersonalData.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the corpus masked something: the documents as they were read, up to that place. Each value
/// is asked for once.
final class LeakProbes {
    private static final int MOST = 200;
    private static final int BEFORE = 400;
    private static final String TEXT = "text ";

    private LeakProbes() {}

    /// Taken at even distances, where there are many.
    static List<Probe> of(StageContext context) {
        List<PiiFinding> masked =
                new CorpusStore(context.workspace())
                        .findings(new Hash(CorpusStage.version(context))).stream()
                                .filter(LeakProbes::isMasked)
                                .toList();
        if (masked.isEmpty()) {
            return List.of();
        }
        Map<String, Document> documents = new HashMap<>();
        CorpusStage.library(context).documents().forEach(d -> documents.put(d.name(), d));
        Set<String> seen = new HashSet<>();
        List<Probe> probes = new ArrayList<>();
        for (PiiFinding finding : masked) {
            Optional.ofNullable(documents.get(finding.document()))
                    .flatMap(document -> probe(document, finding))
                    .filter(Probe::isTelling)
                    .filter(probe -> seen.add(probe.value()))
                    .ifPresent(probes::add);
        }
        int step = Math.max(1, Math.ceilDiv(probes.size(), MOST));
        List<Probe> some = new ArrayList<>();
        for (int i = 0; i < probes.size(); i += step) {
            some.add(probes.get(i));
        }
        return some;
    }

    private static boolean isMasked(PiiFinding finding) {
        return finding.part().startsWith(TEXT)
                && (finding.action() == PiiAction.MASK || finding.action() == PiiAction.REDACT);
    }

    /// Empty where the document was read anew since.
    private static Optional<Probe> probe(Document document, PiiFinding finding) {
        int number = Integer.parseInt(finding.part().substring(TEXT.length()));
        if (number > document.sections().size()) {
            return Optional.empty();
        }
        Section section = document.sections().get(number - 1);
        int end = finding.offset() + finding.length();
        if (end > section.text().length()) {
            return Optional.empty();
        }
        return Optional.of(
                new Probe(
                        "%s, %s at %d".formatted(document.name(), finding.part(), finding.offset()),
                        finding.label(),
                        section.text()
                                .substring(
                                        Math.max(0, finding.offset() - BEFORE), finding.offset()),
                        section.text().substring(finding.offset(), end)));
    }
}
