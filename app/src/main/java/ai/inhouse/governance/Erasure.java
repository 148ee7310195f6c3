package ai.inhouse.governance;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.documents.Tombstones;
import ai.inhouse.governance.ErasureCase.Subject;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.Workspace;
import ai.inhouse.store.backup.BackupNotes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes a document, or a person out of all documents: originals and texts from the store, every
/// corpus version that held them with its index, and the copies elsewhere; a new version is sealed
/// without. Models that learned from them are withdrawn, and it is told what has to be trained
/// again. One that was killed is taken up where it was.
public final class Erasure {
    static final String REPLACEMENT = "[ERASED]";

    private final Workspace workspace;
    private final DocumentLibrary library;
    private final CorpusStore corpora;
    private final Copies copies;
    private final ErasureCases cases;
    private final Clock clock;

    public Erasure(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
        this.library = new DocumentLibrary(workspace, DocumentReader.standard());
        this.corpora = new CorpusStore(workspace);
        this.copies = new Copies(workspace);
        this.cases = new ErasureCases(workspace);
    }

    /// What has to be trained again if it is erased. Changes nothing.
    ///
    /// @param made names of the models that the recipe makes; empty for all
    /// @throws InhouseException if there is nothing of it, or a legal hold forbids it
    public RetrainingPlan plan(Target target, Optional<Set<String>> made) {
        return new Reach(workspace, clock).find(target, "", made).erasure().plan();
    }

    /// An erasure of a kind that was begun and not finished.
    public Optional<Target> begun(Class<? extends Target> kind) {
        return cases.open().stream().map(ErasureCase::wanted).filter(kind::isInstance).findFirst();
    }

    /// @param evidence the file with the signed record
    public record Done(ErasureRecord record, Path evidence) {}

    /// Erases, and writes the evidence. One that was begun and killed is taken up.
    ///
    /// @throws InhouseException if there is nothing of it, or a legal hold forbids it
    public Done erase(Target target, String reason, Progress progress) {
        ErasureCase begun =
                cases.find(target)
                        .orElseGet(
                                () ->
                                        new Reach(workspace, clock)
                                                .find(target, reason, Optional.empty())
                                                .erasure());
        return finish(begun, carryOut(begun, progress));
    }

    /// Writes the evidence, and forgets what the case had to know.
    Done finish(ErasureCase done, ErasureRecord record) {
        Path evidence = new Evidence(workspace).write(record);
        cases.close(done);
        return new Done(record, evidence);
    }

    /// Does what is not done yet; the case stays open.
    ErasureRecord carryOut(ErasureCase begun, Progress progress) {
        if (begun.erased().isPresent()) {
            return begun.erased().get();
        }
        cases.keep(begun);
        new WithdrawnModels(workspace, clock).withdraw(begun.withdrawn());
        copies.remove(begun.copies());
        Stream.of(begun.madeAgain(), begun.checkpoints(), begun.deployedCopies())
                .forEach(copies::removeFolders);
        List<Tombstones.Tombstone> stones = subjects(begun);
        Optional<Hash> sealed = sealedAgain(begun, progress);
        workspace.database().purge();
        ErasureRecord record = record(begun, stones, sealed);
        cases.keep(begun.with(record));
        return record;
    }

    private List<Tombstones.Tombstone> subjects(ErasureCase begun) {
        if (begun.isOfPerson()) {
            rewrite(begun);
        } else {
            library.forget(
                    begun.subjects().stream()
                            .map(Subject::source)
                            .filter(source -> !source.isEmpty())
                            .toList());
        }
        library.removeUnusedTexts();
        List<Tombstones.Tombstone> stones = new ArrayList<>();
        Tombstones tombstones = new Tombstones(workspace);
        for (Subject subject : begun.subjects()) {
            if (!subject.id().isEmpty()) {
                Hash original = new Hash(subject.id());
                workspace.files().remove(original);
                stones.add(tombstones.add(original, begun.at(), begun.reason()));
            }
        }
        return stones;
    }

    private void rewrite(ErasureCase begun) {
        Pattern pattern = PersonSearch.pattern(begun.target());
        Set<String> sources =
                begun.subjects().stream().map(Subject::source).collect(Collectors.toSet());
        library.list().stream()
                .filter(record -> sources.contains(record.source()))
                .forEach(
                        record ->
                                library.rewrite(
                                        record,
                                        text ->
                                                pattern.matcher(text)
                                                        .replaceAll(
                                                                Matcher.quoteReplacement(
                                                                        REPLACEMENT))));
    }

    /// A version made as the newest of those that go, without what was erased; nothing if no corpus
    /// held it, or if nothing is left.
    private Optional<Hash> sealedAgain(ErasureCase begun, Progress progress) {
        corpora.erase(begun.corpora().stream().map(Hash::new).toList());
        boolean left =
                library.list().stream().anyMatch(r -> r.status() == DocumentRecord.Status.READ);
        if (begun.settings().isEmpty() || !left) {
            return Optional.empty();
        }
        Corpus corpus =
                new CorpusBuilder(workspace, library).build(begun.settings().get(), progress);
        return Optional.of(corpus.version());
    }

    private ErasureRecord record(
            ErasureCase done, List<Tombstones.Tombstone> stones, Optional<Hash> sealed) {
        List<String> copies = new ArrayList<>(done.madeAgain());
        copies.addAll(done.deployedCopies());
        copies.addAll(done.copies().files());
        return new ErasureRecord(
                done.kind(),
                done.at(),
                done.reason(),
                stones,
                done.corpora(),
                sealed.map(Hash::hex),
                copies,
                done.copies().reviewItems().size(),
                done.copies().evaluations().size(),
                done.checkpoints(),
                done.models(),
                done.deployed(),
                done.plan().steps().stream().map(RetrainingPlan.Step::stage).toList(),
                Optional.empty(),
                new BackupNotes(workspace).all());
    }
}
