package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A filter that looks at one document at a time, so that all cores can.
interface SingleDocumentFilter extends CorpusFilter {
    /// Safe for use by many threads.
    ///
    /// @return why the document is to be removed, or empty
    String reason(Document document);

    @Override
    default Map<Integer, String> removals(List<Document> documents) {
        List<String> reasons = documents.parallelStream().map(this::reason).toList();
        Map<Integer, String> removals = new LinkedHashMap<>();
        for (int i = 0; i < reasons.size(); i++) {
            if (!reasons.get(i).isEmpty()) {
                removals.put(i, reasons.get(i));
            }
        }
        return removals;
    }
}
