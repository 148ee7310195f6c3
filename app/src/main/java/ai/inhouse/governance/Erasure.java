package ai.inhouse.governance;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.documents.Tombstones;
import ai.inhouse.store.CorpusRecord;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Workspace;
import ai.inhouse.store.backup.BackupNotes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a document, or a person out of all documents: originals and texts from the store, every
/// corpus version that held them with its index, and the copies elsewhere; a new version is sealed
/// without. Models that learned from them are named, and what has to be trained again.
public final class Erasure {
    private static final String REPLACEMENT = "[ERASED]";

    /// Shorter texts say nothing that is a document's own.
    private static final int SHORTEST_PASSAGE = 30;

    private final Workspace workspace;
    private final DocumentLibrary library;
    private final CorpusStore corpora;
    private final Ledger ledger;
    private final Copies copies;
    private final Clock clock;

    public Erasure(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.library = new DocumentLibrary(workspace, DocumentReader.standard());
        this.corpora = new CorpusStore(workspace);
        this.ledger = new Ledger(workspace);
        this.copies = new Copies(workspace);
    }

    /// Removes a document.
    ///
    /// @param nameOrHash its name, source or hash
    /// @throws InhouseException if there is none
    public ErasureRecord document(String nameOrHash, String reason, Progress progress) {
        List<DocumentRecord> records = new DocumentRecords(workspace.database()).find(nameOrHash);
        if (records.isEmpty()) {
            throw nothing(nameOrHash, "no document has that name or hash");
        }
        String at = clock.instant().toString();
        List<Tombstones.Tombstone> stones = new ArrayList<>();
        Affected affected = affected(records, copies.find(passagesOf(records)));
        records.forEach(r -> library.erase(r, at, reason).ifPresent(stones::add));
        return finish("document", at, reason, stones, affected, progress);
    }

    /// Whether a text is a passage of one of the documents, as reviewers were shown.
    private Predicate<String> passagesOf(List<DocumentRecord> records) {
        List<String> texts =
                records.stream()
                        .map(DocumentRecord::source)
                        .map(library::show)
                        .flatMap(document -> document.sections().stream())
                        .map(section -> section.text().strip())
                        .toList();
        return text -> {
            String passage = text.replaceFirst(" …$", "").strip();
            return passage.length() >= SHORTEST_PASSAGE
                    && texts.stream().anyMatch(whole -> whole.contains(passage));
        };
    }

    /// Replaces a person's name, address or number in every document that has it, and removes what
    /// reviewers and evaluations have.
    ///
    /// @throws InhouseException if nothing has
    public ErasureRecord person(String person, String reason, Progress progress) {
        Set<String> names = new LinkedHashSet<>();
        new PersonSearch(workspace).find(person).forEach(p -> names.add(p.document().id()));
        List<DocumentRecord> records =
                library.list().stream()
                        .filter(r -> r.status() == DocumentRecord.Status.READ)
                        .filter(r -> r.id().filter(id -> names.contains(id.hex())).isPresent())
                        .toList();
        Pattern pattern = PersonSearch.pattern(person);
        Copies.Found found = copies.find(pattern.asPredicate());
        if (records.isEmpty() && found.isEmpty()) {
            throw nothing("the person", "no document names them so");
        }
        String at = clock.instant().toString();
        List<Tombstones.Tombstone> stones = new ArrayList<>();
        Affected affected = affected(records, found);
        for (DocumentRecord record : records) {
            stones.add(
                    library.rewrite(
                            record,
                            text ->
                                    pattern.matcher(text)
                                            .replaceAll(Matcher.quoteReplacement(REPLACEMENT)),
                            at,
                            reason));
        }
        return finish("person", at, reason, stones, affected, progress);
    }

    private static InhouseException nothing(String what, String why) {
        return InhouseException.badInput(
                "erasing", what, why, "See the names with `inhouse documents list`.");
    }

    /// What came of the documents, as lineage tells it before they are gone.
    ///
    /// @param copies of them that stand elsewhere
    private record Affected(Set<String> hashes, List<Hash> corpora, Copies.Found copies) {}

    private Affected affected(List<DocumentRecord> records, Copies.Found found) {
        Set<String> hashes = new LinkedHashSet<>();
        records.forEach(r -> r.id().ifPresent(id -> hashes.addAll(ledger.results(id.hex()))));
        List<Hash> versions =
                corpora.versions().stream()
                        .map(CorpusRecord::version)
                        .filter(version -> hashes.contains(version.hex()))
                        .toList();
        return new Affected(hashes, versions, found);
    }

    private ErasureRecord finish(
            String kind,
            String at,
            String reason,
            List<Tombstones.Tombstone> stones,
            Affected affected,
            Progress progress) {
        copies.remove(affected.copies());
        List<String> removed = new ArrayList<>(copies.removeMadeAgain());
        removed.addAll(affected.copies().files());
        Optional<Hash> sealed = sealedAgain(affected.corpora(), progress);
        List<String> models = ledger.models(affected.hashes());
        List<String> again =
                ledger.stages(affected.hashes()).stream()
                        .filter(stage -> !stage.equals("corpus"))
                        .toList();
        return new ErasureRecord(
                kind,
                at,
                reason,
                stones,
                affected.corpora().stream().map(Hash::hex).toList(),
                sealed.map(Hash::hex),
                removed,
                affected.copies().reviewItems().size(),
                affected.copies().evaluations().size(),
                models,
                ledger.deployed(models),
                again,
                new BackupNotes(workspace).all());
    }

    /// A version made as the newest of those that go, without what was erased; nothing if no corpus
    /// held it, or if nothing is left.
    private Optional<Hash> sealedAgain(List<Hash> versions, Progress progress) {
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        CorpusSettings settings = corpora.settings(versions.getFirst());
        corpora.erase(versions);
        boolean left =
                library.list().stream().anyMatch(r -> r.status() == DocumentRecord.Status.READ);
        if (!left) {
            return Optional.empty();
        }
        Corpus corpus = new CorpusBuilder(workspace, library).build(settings, progress);
        return Optional.of(corpus.version());
    }
}
