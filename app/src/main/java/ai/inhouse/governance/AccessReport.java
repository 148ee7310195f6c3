package ai.inhouse.governance;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.documents.Section;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a workspace holds of a person, as they may ask to be told (GDPR, article 15): the passages
/// themselves, where they come from, what was made of them and who may see it.
///
/// @param person as they were named
/// @param at ISO 8601
/// @param entries by document
/// @param files evaluations and reports, relative to the workspace
/// @param reviewItems how many items of reviews say something of them
/// @param evaluations how many evaluations do
/// @param models that learned from these documents
/// @param deployed those of them that answer now
/// @param holds legal holds on the person, in force
public record AccessReport(
        String person,
        String at,
        List<Entry> entries,
        List<String> files,
        int reviewItems,
        int evaluations,
        List<String> models,
        List<String> deployed,
        List<String> holds) {
    private static final int AROUND = 160;

    public AccessReport {
        entries = List.copyOf(entries);
        files = List.copyOf(files);
        models = List.copyOf(models);
        deployed = List.copyOf(deployed);
        holds = List.copyOf(holds);
    }

    /// @param source where the document was found
    /// @param label who may see it
    /// @param addedAt ISO 8601
    /// @param use in the newest corpus
    /// @param properties title and metadata that name the person
    /// @param passages with what stands around the name
    public record Entry(
            String document,
            String title,
            String source,
            String label,
            String addedAt,
            String use,
            List<String> models,
            Map<String, String> properties,
            List<String> passages) {}

    public static AccessReport of(Workspace workspace, String person, Clock clock) {
        Pattern pattern = PersonSearch.pattern(person);
        DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
        Trace trace = new Trace(workspace);
        List<Entry> entries = new ArrayList<>();
        Set<String> models = new LinkedHashSet<>();
        for (DocumentRecord record : library.list()) {
            if (record.status() == DocumentRecord.Status.READ) {
                Document document = library.document(record);
                if (PersonSearch.names(document, person)) {
                    entries.add(entry(record, document, trace.document(record), pattern));
                    models.addAll(entries.getLast().models());
                }
            }
        }
        Copies.Found copies = new Copies(workspace).find(pattern.asPredicate());
        return new AccessReport(
                person.strip(),
                clock.instant().toString(),
                entries,
                copies.files(),
                copies.reviewItems().size(),
                copies.evaluations().size(),
                List.copyOf(models),
                new Ledger(workspace).deployed(models),
                new Holds(workspace, clock).ofPerson(person).map(Hold::id).stream().toList());
    }

    private static Entry entry(
            DocumentRecord record, Document document, Trace.DocumentTrace trace, Pattern person) {
        Map<String, String> properties = new TreeMap<>();
        document.metadata().forEach((key, value) -> put(properties, key, value, person));
        put(properties, "title", document.title(), person);
        List<String> passages = new ArrayList<>();
        for (Section section : document.sections()) {
            passages.addAll(passages(section.heading(), person));
            passages.addAll(passages(section.text(), person));
        }
        return new Entry(
                record.name(),
                document.title(),
                record.source(),
                record.label(),
                record.addedAt().toString(),
                trace.use(),
                trace.models(),
                properties,
                passages);
    }

    private static void put(
            Map<String, String> properties, String key, String value, Pattern person) {
        if (person.matcher(value).find()) {
            properties.put(key, value);
        }
    }

    /// The text around each mention; those that are near each other in one.
    private static List<String> passages(String text, Pattern person) {
        List<String> passages = new ArrayList<>();
        Matcher matcher = person.matcher(text);
        int from = -1;
        int to = -1;
        while (matcher.find()) {
            int start = Math.max(0, matcher.start() - AROUND);
            if (from >= 0 && start > to) {
                passages.add(cut(text, from, to));
                from = -1;
            }
            from = from < 0 ? start : from;
            to = Math.min(text.length(), matcher.end() + AROUND);
        }
        if (from >= 0) {
            passages.add(cut(text, from, to));
        }
        return passages;
    }

    private static String cut(String text, int from, int to) {
        return (from > 0 ? "… " : "")
                + text.substring(from, to).strip()
                + (to < text.length() ? " …" : "");
    }

    /// Writes the report as JSON and as a page, which only their owner may read.
    ///
    /// @param folder made if need be
    /// @return the page
    public Path writeTo(Path folder) {
        Path page = folder.resolve("access-report.html");
        try {
            DurableFiles.write(folder.resolve("access-report.json"), Json.pretty(this));
            DurableFiles.write(page, new AccessPage(this).html());
            return page;
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "writing an access report", folder, e, "Name a folder that you may write to.");
        }
    }

    /// In a line.
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%d documents, %d files, %d review items, %d evaluations; models: %s%s",
                entries.size(),
                files.size(),
                reviewItems,
                evaluations,
                models.isEmpty() ? "none" : String.join(", ", models),
                Optional.of(holds)
                        .filter(held -> !held.isEmpty())
                        .map(held -> "; under legal hold " + String.join(", ", held))
                        .orElse(""));
    }
}
