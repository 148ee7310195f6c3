package ai.inhouse.corpus;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes out lines that a template put into many documents, such as "Was this page helpful?". The
/// first document that has such a line keeps it: it may tell a fact.
final class BoilerplateLines {
    private static final double MIN_SHARE = 0.2;
    private static final int MIN_DOCUMENTS = 10;
    private static final int MIN_WORDS = 3;

    /// Documents whose lines are held at a time.
    private static final int AT_ONCE = 1024;

    private BoilerplateLines() {}

    static List<Document> remove(List<Document> documents) {
        Map<String, Integer> frequency = new HashMap<>();
        for (int start = 0; start < documents.size(); start += AT_ONCE) {
            documents.subList(start, Math.min(start + AT_ONCE, documents.size())).parallelStream()
                    .map(BoilerplateLines::lines)
                    .toList()
                    .forEach(
                            lines -> lines.forEach(line -> frequency.merge(line, 1, Integer::sum)));
        }
        double least = Math.max(MIN_DOCUMENTS, MIN_SHARE * documents.size());
        frequency.values().removeIf(count -> count < least);
        if (frequency.isEmpty()) {
            return documents;
        }
        List<Set<String>> repeatedIn =
                documents.parallelStream()
                        .map(document -> repeated(document, frequency.keySet()))
                        .toList();
        Set<String> told = new HashSet<>();
        List<Document> cleaned = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            Set<String> repeated = repeatedIn.get(i);
            Set<String> dropped = new HashSet<>(repeated);
            dropped.retainAll(told);
            cleaned.add(dropped.isEmpty() ? document : without(document, dropped));
            told.addAll(repeated);
        }
        return cleaned;
    }

    /// The lines that count, each once: neither tables, whose rows and headers recur by nature, nor
    /// lines of a word or two.
    private static Set<String> lines(Document document) {
        Set<String> lines = new HashSet<>();
        for (Section section : document.sections()) {
            section.text()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("|") && !line.startsWith("```"))
                    .filter(line -> Words.count(line, MIN_WORDS) >= MIN_WORDS)
                    .forEach(lines::add);
        }
        return lines;
    }

    /// Of the lines that recur, those in the document.
    private static Set<String> repeated(Document document, Set<String> recurring) {
        Set<String> lines = new HashSet<>();
        for (Section section : document.sections()) {
            section.text()
                    .lines()
                    .map(String::strip)
                    .filter(recurring::contains)
                    .forEach(lines::add);
        }
        return lines;
    }

    private static Document without(Document document, Set<String> dropped) {
        List<Section> sections = new ArrayList<>();
        for (Section section : document.sections()) {
            List<String> kept =
                    section.text().lines().filter(line -> !dropped.contains(line.strip())).toList();
            sections.add(section.with(section.heading(), String.join("\n", kept)));
        }
        return TextCleaner.clean(
                new Document(
                        document.id(),
                        document.name(),
                        document.title(),
                        document.mediaType(),
                        document.metadata(),
                        sections,
                        document.label()));
    }
}
