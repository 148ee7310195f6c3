package ai.inhouse.governance;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The legal holds of a workspace: `holds.json`, those released included.
public final class Holds {
    private final Workspace workspace;
    private final Clock clock;
    private final Path file;

    public Holds(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.file = workspace.folder().resolve("holds.json");
    }

    private record Stored(List<Hold> holds) {}

    /// All that there ever were, oldest first.
    public List<Hold> all() {
        return Files.exists(file) ? Json.read(file, Stored.class).holds() : List.of();
    }

    /// @throws InhouseException if there is no such document
    public Hold document(String nameOrHash, String reason, String by) {
        if (new DocumentRecords(workspace.database()).find(nameOrHash).isEmpty()) {
            throw InhouseException.badInput(
                    "holding a document",
                    nameOrHash,
                    "no document has that name or hash",
                    "See the names with 'inhouse documents list'.");
        }
        return add("document", nameOrHash, reason, by);
    }

    /// Whoever is named so, in documents that come later too.
    public Hold person(String person, String reason, String by) {
        return add("person", person.strip(), reason, by);
    }

    private Hold add(String kind, String target, String reason, String by) {
        String at = clock.instant().toString();
        String id = Hash.ofParts(List.of(kind, target, at)).hex().substring(0, 8);
        Hold hold = new Hold(id, kind, target, reason, by, at, Optional.empty());
        List<Hold> holds = new ArrayList<>(all());
        holds.add(hold);
        write(holds);
        return hold;
    }

    /// @throws InhouseException if no hold in force has that id
    public Hold release(String id, String reason, String by) {
        List<Hold> holds = new ArrayList<>(all());
        for (int i = 0; i < holds.size(); i++) {
            Hold hold = holds.get(i);
            if (hold.id().equals(id) && hold.isInForce()) {
                String at = clock.instant().toString();
                holds.set(i, hold.release(new Hold.Release(by, reason, at)));
                write(holds);
                return holds.get(i);
            }
        }
        throw InhouseException.badInput(
                "releasing a legal hold",
                id,
                "no hold in force has that id",
                "See them with 'inhouse hold list'.");
    }

    private void write(List<Hold> holds) {
        try {
            DurableFiles.write(file, Json.pretty(new Stored(holds)));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "recording a legal hold", file, e, "Make the workspace writable.");
        }
    }

    /// The documents that may not be erased or rewritten, by source, each with the hold that
    /// forbids it: those named, and those that name somebody who is.
    public Map<String, Hold> held() {
        Map<String, Hold> held = new TreeMap<>();
        List<Hold> inForce = all().stream().filter(Hold::isInForce).toList();
        if (inForce.isEmpty()) {
            return held;
        }
        DocumentRecords records = new DocumentRecords(workspace.database());
        for (Hold hold : inForce) {
            if (!hold.isOfPerson()) {
                records.find(hold.target()).forEach(r -> held.putIfAbsent(r.source(), hold));
            }
        }
        List<Hold> persons = inForce.stream().filter(Hold::isOfPerson).toList();
        if (!persons.isEmpty()) {
            naming(persons, records.all(), held);
        }
        return held;
    }

    private void naming(List<Hold> persons, List<DocumentRecord> records, Map<String, Hold> held) {
        DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
        for (DocumentRecord record : records) {
            if (record.status() != DocumentRecord.Status.READ
                    || held.containsKey(record.source())) {
                continue;
            }
            Document document = library.document(record);
            persons.stream()
                    .filter(hold -> PersonSearch.names(document, hold.target()))
                    .findFirst()
                    .ifPresent(hold -> held.put(record.source(), hold));
        }
    }

    /// The hold on a person, if there is one under that name.
    Optional<Hold> ofPerson(String person) {
        return all().stream()
                .filter(hold -> hold.isInForce() && hold.isOfPerson())
                .filter(
                        hold ->
                                PersonSearch.pattern(hold.target()).matcher(person).find()
                                        || PersonSearch.pattern(person)
                                                .matcher(hold.target())
                                                .find())
                .findFirst();
    }
}
