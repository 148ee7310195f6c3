package ai.inhouse.governance;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.governance.WithdrawnModels.Withdrawn;
import ai.inhouse.jobs.Deployments;
import ai.inhouse.store.CorpusRecord;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Finds all that an erasure touches, and changes nothing.
final class Reach {
    /// Shorter texts say nothing that is a document's own.
    private static final int SHORTEST_PASSAGE = 30;

    private final Workspace workspace;
    private final Clock clock;
    private final DocumentLibrary library;
    private final CorpusStore corpora;
    private final Ledger ledger;

    Reach(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.library = new DocumentLibrary(workspace, DocumentReader.standard());
        this.corpora = new CorpusStore(workspace);
        this.ledger = new Ledger(workspace);
    }

    /// @param learned what is to be erased, as the newest models that were shaped by it read it
    record Found(ErasureCase erasure, List<Document> learned) {}

    /// @param made names of the models that the recipe makes; empty for all
    /// @throws InhouseException if there is nothing of it, or a legal hold forbids it
    Found find(Target target, String reason, Optional<Set<String>> made) {
        List<DocumentRecord> records = records(target);
        requireNoHold(target, records);
        Sealed sealed = sealed(meaning(target, records), records);
        Copies copies = new Copies(workspace);
        Copies.Found found = copies.find(words(target, records));
        if (records.isEmpty() && sealed.holding.isEmpty() && found.isEmpty()) {
            throw nothing(target);
        }
        Set<String> shaped = new LinkedHashSet<>();
        sealed.training.forEach(version -> shaped.addAll(ledger.results(version)));
        Map<String, String> shelved = ledger.shelved(shaped);
        String at = clock.instant().toString();
        ErasureCase erasure =
                new ErasureCase(
                        at,
                        target.kind(),
                        target.text(),
                        reason,
                        subjects(records, sealed),
                        sealed.holding,
                        settings(sealed.holding),
                        found,
                        copies.madeAgain(),
                        checkpoints(shaped),
                        deployedCopies(shaped),
                        new RetrainingPlanner(ledger).plan(shaped, shelved, made),
                        models(shaped, shelved),
                        shelved.entrySet().stream()
                                .map(m -> withdrawn(m.getKey(), m.getValue(), at, reason))
                                .toList(),
                        ledger.deployed(ledger.models(shaped)),
                        Optional.empty(),
                        Optional.empty());
        return new Found(erasure, sealed.learned);
    }

    private List<String> models(Set<String> shaped, Map<String, String> shelved) {
        Set<String> models = new LinkedHashSet<>(ledger.models(shaped));
        models.addAll(shelved.keySet());
        return List.copyOf(models);
    }

    private static Withdrawn withdrawn(String name, String weights, String at, String reason) {
        return new Withdrawn(name, weights, at, reason, Optional.empty());
    }

    private List<DocumentRecord> records(Target target) {
        return switch (target) {
            case Target.Document document -> named(document.nameOrHash());
            case Target.Person person ->
                    read().stream()
                            .filter(r -> PersonSearch.names(library.document(r), person.person()))
                            .toList();
            case Target.Expired expired -> {
                Set<String> sources = Set.copyOf(expired.sources());
                yield library.list().stream().filter(r -> sources.contains(r.source())).toList();
            }
        };
    }

    /// Those of that name, and all others of the same bytes.
    private List<DocumentRecord> named(String nameOrHash) {
        List<DocumentRecord> found = new DocumentRecords(workspace.database()).find(nameOrHash);
        Set<Hash> ids = new HashSet<>();
        found.forEach(record -> record.id().ifPresent(ids::add));
        List<DocumentRecord> all = new ArrayList<>(found);
        library.list().stream()
                .filter(record -> record.id().filter(ids::contains).isPresent())
                .filter(record -> !found.contains(record))
                .forEach(all::add);
        return all;
    }

    private List<DocumentRecord> read() {
        return library.list().stream()
                .filter(record -> record.status() == DocumentRecord.Status.READ)
                .toList();
    }

    private void requireNoHold(Target target, List<DocumentRecord> records) {
        Holds holds = new Holds(workspace, clock);
        if (target instanceof Target.Person person) {
            holds.ofPerson(person.person())
                    .ifPresent(
                            hold -> {
                                throw hold.refuses("the person");
                            });
        }
        Map<String, Hold> held = holds.held();
        for (DocumentRecord record : records) {
            Optional.ofNullable(held.get(record.source()))
                    .ifPresent(
                            hold -> {
                                throw hold.refuses(record.name());
                            });
        }
    }

    /// Whether a document of a corpus is meant. An older state of a document has another hash, but
    /// the same name; so may a document of another folder, which is not meant.
    private Predicate<Document> meaning(Target target, List<DocumentRecord> records) {
        if (target instanceof Target.Person person) {
            return document -> PersonSearch.names(document, person.person());
        }
        Set<Hash> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (DocumentRecord record : records) {
            record.id().ifPresent(ids::add);
            names.add(record.name());
        }
        library.list().stream()
                .filter(record -> !records.contains(record))
                .forEach(record -> names.remove(record.name()));
        return document -> ids.contains(document.id()) || names.contains(document.name());
    }

    /// Whether a text is meant: one that names the person, or a passage of one of the documents, as
    /// reviewers were shown.
    private Predicate<String> words(Target target, List<DocumentRecord> records) {
        if (target instanceof Target.Person person) {
            return PersonSearch.pattern(person.person()).asPredicate();
        }
        List<String> texts =
                records.stream()
                        .filter(record -> record.status() == DocumentRecord.Status.READ)
                        .map(library::document)
                        .flatMap(document -> document.sections().stream())
                        .map(section -> section.text().strip())
                        .toList();
        return text -> {
            String passage = text.replaceFirst(" …$", "").strip();
            return passage.length() >= SHORTEST_PASSAGE
                    && texts.stream().anyMatch(whole -> whole.contains(passage));
        };
    }

    /// @param holding versions that hold it, newest first
    /// @param training those of them in which models were trained on it
    /// @param learned from the newest of these
    /// @param older hashes of documents as they were when those versions were made
    private record Sealed(
            List<String> holding,
            List<String> training,
            List<Document> learned,
            Set<String> older) {}

    private Sealed sealed(Predicate<Document> meant, List<DocumentRecord> records) {
        Sealed sealed =
                new Sealed(
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new LinkedHashSet<>());
        for (CorpusRecord version : corpora.versions()) {
            Corpus corpus = corpora.open(version.version());
            List<Corpus.Entry> entries =
                    corpus.entries().stream().filter(e -> meant.test(e.document())).toList();
            if (entries.isEmpty()) {
                continue;
            }
            sealed.holding.add(version.version().hex());
            entries.forEach(entry -> sealed.older.add(entry.document().id().hex()));
            List<Document> trained =
                    entries.stream()
                            .filter(entry -> entry.split() == Corpus.Split.TRAIN)
                            .map(Corpus.Entry::document)
                            .toList();
            if (!trained.isEmpty()) {
                sealed.training.add(version.version().hex());
                if (sealed.learned.isEmpty()) {
                    sealed.learned.addAll(trained);
                }
            }
        }
        records.forEach(r -> r.id().ifPresent(id -> sealed.older.remove(id.hex())));
        return sealed;
    }

    private static List<ErasureCase.Subject> subjects(List<DocumentRecord> records, Sealed sealed) {
        List<ErasureCase.Subject> subjects = new ArrayList<>();
        for (DocumentRecord record : records) {
            subjects.add(
                    new ErasureCase.Subject(
                            record.source(), record.id().map(Hash::hex).orElse("")));
        }
        sealed.older.forEach(id -> subjects.add(new ErasureCase.Subject("", id)));
        return subjects;
    }

    private Optional<CorpusSettings> settings(List<String> versions) {
        return versions.stream().findFirst().map(Hash::new).map(corpora::settings);
    }

    private List<String> checkpoints(Set<String> shaped) {
        return ledger.made(shaped).stream()
                .filter(made -> !made.model().isEmpty())
                .map(made -> workspace.run(made.run()).resolve("checkpoints").resolve(made.stage()))
                .filter(Files::isDirectory)
                .map(this::relative)
                .distinct()
                .toList();
    }

    /// The deployed model, if it may answer, does so from the shelf then.
    private List<String> deployedCopies(Set<String> shaped) {
        return new Deployments(workspace, clock)
                .copies(shaped).stream().map(this::relative).toList();
    }

    private String relative(Path folder) {
        return workspace.folder().relativize(folder).toString();
    }

    private static InhouseException nothing(Target target) {
        boolean person = target instanceof Target.Person;
        return InhouseException.badInput(
                "erasing",
                person ? "the person" : target.text(),
                person ? "no document names them so" : "no document has that name or hash",
                "See the names with `inhouse documents list`.");
    }
}
