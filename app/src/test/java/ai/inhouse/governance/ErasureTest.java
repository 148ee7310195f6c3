package ai.inhouse.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.alignment.review.Judgement;
import ai.inhouse.alignment.review.ReviewItem;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.alignment.review.Verdict;
import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.DocumentRecords;
import ai.inhouse.store.Evaluation;
import ai.inhouse.store.EvaluationRecords;
import ai.inhouse.store.LineageEdge;
import ai.inhouse.store.LineageRecords;
import ai.inhouse.store.ReviewRecords;
import ai.inhouse.store.RunRecord;
import ai.inhouse.store.RunRecords;
import ai.inhouse.store.StageRecord;
import ai.inhouse.store.State;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
    private static final String WEIGHTS = Hash.of("weights").hex();
    private static final String PERSON = "Ottilie Brandner";

    @TempDir private Path folder;
    private Path sources;
    private Workspace workspace;
    private DocumentLibrary library;
    private Corpus corpus;

    @BeforeEach
    void train() throws Exception {
        sources = Files.createDirectories(folder.resolve("sources"));
        page("leave.md", "Leave is twenty-eight days a year, and unused days lapse in March.");
        page("case.md", "The case of Ottilie  Brandner was closed after three long hearings.");
        page("tea.md", "Tea is free on every floor, and ottilie brandner refills the jars.");
        workspace = Workspace.create(folder.resolve("w"));
        library = new DocumentLibrary(workspace, DocumentReader.standard());
        library.add(List.of(sources), AccessLabel.parse("restricted:people"), Progress.silent());
        corpus =
                new CorpusBuilder(workspace, library)
                        .build(CorpusSettings.STANDARD.withHeldOutFraction(0), Progress.silent());
        ran();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void tracesADocumentToTheModelThatLearnedFromIt() {
        Trace.DocumentTrace trace = new Trace(workspace).document("case.md").getFirst();
        assertThat(trace.use()).isEqualTo("train");
        assertThat(trace.corpora()).containsExactly(corpus.version().hex());
        assertThat(trace.models()).containsExactly("harbour-tuned");
        assertThat(trace.runs()).containsExactly("r1");
    }

    @Test
    void tracesAModelToItsDocumentsAndTheirRestriction() {
        Trace.ModelTrace trace = new Trace(workspace).model("harbour-tuned");
        assertThat(trace.documents()).containsExactly("case.md", "leave.md", "tea.md");
        assertThat(trace.restriction()).isEqualTo("restricted:people");
        assertThat(trace.corpora()).containsExactly(corpus.version().hex());
    }

    @Test
    void tracesAnAnswerToTheDocumentThatSaysSo() {
        List<Trace.Source> nearest =
                new Trace(workspace).answer("You get leave is twenty-eight days a year in all.");
        assertThat(nearest.getFirst().document()).isEqualTo("leave.md");
        assertThat(nearest.getFirst().commonWords()).isEqualTo(7);
    }

    @Test
    void findsAPersonWhateverTheSpacingAndLetterCase() {
        assertThat(new PersonSearch(workspace).find(PERSON))
                .extracting(place -> place.document().name())
                .containsExactly("case.md", "tea.md");
    }

    @Test
    void leavesNothingOfAnErasedDocumentAndDoesNotReadItAgain() throws Exception {
        ErasureRecord record = erase(new Target.Document("case.md"));
        assertThat(record.models()).containsExactly("harbour-tuned");
        assertThat(record.stagesToRunAgain()).containsExactly("tune");
        assertThat(record.corporaRemoved()).containsExactly(corpus.version().hex());
        assertThat(stored()).doesNotContain("three long hearings").contains("Tea is free");
        Hash sealed = new Hash(record.corpusSealed().orElseThrow());
        assertThat(new CorpusStore(workspace).open(sealed).documents(Corpus.Split.TRAIN))
                .extracting(document -> document.name())
                .containsExactly("leave.md", "tea.md");
        var again = library.add(List.of(sources), AccessLabel.INTERNAL, Progress.silent());
        assertThat(again.setAside())
                .singleElement()
                .satisfies(aside -> assertThat(aside.reason()).startsWith("it was erased at"));
    }

    /// What a document said once, in a corpus that models were trained on, is its own too.
    @Test
    void leavesNothingOfWhatADocumentOnceWas() throws Exception {
        page("case.md", "The case was closed, and all names were taken out of this page.");
        library.add(List.of(sources), AccessLabel.parse("restricted:people"), Progress.silent());
        ErasureRecord record = erase(new Target.Document("case.md"));
        assertThat(record.models()).containsExactly("harbour-tuned");
        assertThat(record.corporaRemoved()).containsExactly(corpus.version().hex());
        assertThat(record.tombstones()).hasSize(2);
        assertThat(stored()).doesNotContain("hearings", "taken out of");
    }

    @Test
    void takesTheSameBytesUnderAnotherNameAlong() throws Exception {
        Files.copy(sources.resolve("case.md"), sources.resolve("copy.md"));
        library.add(List.of(sources), AccessLabel.parse("restricted:people"), Progress.silent());
        erase(new Target.Document("case.md"));
        assertThat(library.list())
                .extracting(document -> document.name())
                .containsExactly("leave.md", "tea.md");
        assertThat(stored()).doesNotContain("hearings");
    }

    /// The case is all that a process that was killed leaves to go on by.
    @Test
    void goesOnWithAnErasureThatWasKilledAtAnyStep() throws Exception {
        Target person = new Target.Person(PERSON);
        ErasureCase begun =
                new Reach(workspace, Clock.systemUTC())
                        .find(person, "asked for", Optional.empty())
                        .erasure();
        new ErasureCases(workspace).keep(begun);
        Hash original = new Hash(begun.subjects().getFirst().id());
        workspace.files().remove(original);
        library.rewrite(
                new DocumentRecords(workspace.database()).find("case.md").getFirst(),
                text -> text.replaceAll("Ottilie +Brandner", "[ERASED]"));
        Files.deleteIfExists(workspace.folder().resolve("keys/evidence.key"));

        ErasureRecord record = erase(person);
        assertThat(record.erasedAt()).isEqualTo(begun.at());
        assertThat(record.tombstones()).hasSize(2);
        assertThat(new CorpusStore(workspace).versions()).hasSize(1);
        assertThat(new ErasureCases(workspace).open()).isEmpty();
        assertThat(everything().toLowerCase(Locale.ROOT)).doesNotContain("brandner");
    }

    @Test
    void leavesNothingOfAPersonButTheDocuments() throws Exception {
        ErasureRecord record = erase(new Target.Person(PERSON));
        assertThat(record.tombstones()).hasSize(2);
        assertThat(stored().toLowerCase(Locale.ROOT))
                .doesNotContain("brandner")
                .contains("[erased] refills the jars");
        assertThat(Json.write(record).toLowerCase(Locale.ROOT)).doesNotContain("brandner");
    }

    @Test
    void signsARecordThatNobodyCanChange() throws Exception {
        ErasureRecord record = erase(new Target.Document("case.md"));
        Path file = new Evidence(workspace).write(record);
        Evidence.Signed signed = Json.read(file, Evidence.Signed.class);
        assertThat(new Evidence(workspace).verify(file)).isEqualTo(record);
        Evidence.Signed changed =
                new Evidence.Signed(
                        signed.record().replace("asked for", "ordered"),
                        signed.signature(),
                        signed.publicKey());
        Files.writeString(file, Json.write(changed));
        assertThatThrownBy(() -> new Evidence(workspace).verify(file))
                .hasMessageContaining("not as it was signed");
        Files.writeString(file, Json.write(signed));
        try (Workspace other = Workspace.create(folder.resolve("other"))) {
            assertThatThrownBy(() -> new Evidence(other).verify(file))
                    .hasMessageContaining("another key");
        }
    }

    @Test
    void removesWhatReviewersAndReportsHoldOfAPerson() throws Exception {
        Hash named = review("Who refills the tea?", "Ottilie Brandner does.", "");
        Hash corrected = review("Who closed the case?", "A judge.", "Ask Ottilie\nBrandner.");
        Hash other = review("How long is leave?", "Twenty-eight days.", "");
        Path said = write("evaluations/1-tuned.json", "{\"answer\": \"Ottilie Brandner\"}");
        Path report = write("runs/r1/report.html", "<td>ottilie brandner</td>");
        Path silent = write("evaluations/2-tuned.json", "{\"answer\": \"28 days\"}");
        Path tokens = write("tokens/1.tokens", "as numbers");
        new EvaluationRecords(workspace.database())
                .add(
                        new Evaluation(
                                Hash.of("e"),
                                "m",
                                Hash.of("s"),
                                Files.readString(said),
                                Instant.EPOCH));

        Copies.Found found = new Copies(workspace).find(PersonSearch.pattern(PERSON).asPredicate());
        assertThat(found.reviewItems()).containsExactlyInAnyOrder(named, corrected);
        ErasureRecord record = erase(new Target.Person(PERSON));

        assertThat(record.reviewItemsRemoved()).isEqualTo(2);
        assertThat(record.evaluationsRemoved()).isEqualTo(1);
        assertThat(record.copiesRemoved())
                .containsExactly("tokens", "evaluations/1-tuned.json", "runs/r1/report.html");
        assertThat(said).doesNotExist();
        assertThat(report).doesNotExist();
        assertThat(tokens).doesNotExist();
        assertThat(silent).exists();
        assertThat(new ReviewRecords(workspace.database()).all())
                .extracting(item -> item.id())
                .containsExactly(other);
        assertThat(new Copies(workspace).find(PersonSearch.pattern(PERSON).asPredicate()).isEmpty())
                .isTrue();
    }

    @Test
    void removesPassagesOfADocumentThatReviewersWereShown() {
        ReviewItem item =
                new ReviewItem(
                        ReviewItem.Kind.THUMBS,
                        List.of(Message.of("user", "What of the case?")),
                        List.of(new ReviewItem.Answer("It was closed.", "m")),
                        List.of(
                                new ReviewItem.Source(
                                        "A page",
                                        "The case of Ottilie  Brandner was closed after three …")),
                        List.of());
        queue().add(List.of(item), 1);
        Hash other = review("How long is leave?", "Twenty-eight days.", "");

        ErasureRecord record = erase(new Target.Document("case.md"));
        assertThat(record.reviewItemsRemoved()).isEqualTo(1);
        assertThat(new ReviewRecords(workspace.database()).all())
                .extracting(kept -> kept.id())
                .containsExactly(other);
    }

    private ReviewQueue queue() {
        return new ReviewQueue(workspace.database(), InstantSource.system());
    }

    /// @param correction by a reviewer; may be empty
    private Hash review(String prompt, String answer, String correction) {
        ReviewItem item =
                new ReviewItem(
                        ReviewItem.Kind.THUMBS,
                        List.of(Message.of("user", prompt)),
                        List.of(new ReviewItem.Answer(answer, "m")),
                        List.of(),
                        List.of());
        queue().add(List.of(item), 1);
        if (!correction.isEmpty()) {
            Judgement judgement =
                    new Judgement(
                            new Verdict.Thumb(false),
                            List.of(new Judgement.Correction(0, correction)),
                            List.of());
            queue().rate("ann", new ReviewQueue.Submission("1", item.id(), judgement, 1));
        }
        return item.id();
    }

    private Path write(String name, String text) throws Exception {
        Path file = workspace.folder().resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    @Test
    void saysWhenThereIsNothingToErase() {
        assertThatThrownBy(() -> erase(new Target.Document("no.md")))
                .hasMessageContaining("no document has that name");
        assertThatThrownBy(() -> erase(new Target.Person("Nobody Here")))
                .hasMessageContaining("no document names them");
    }

    private ErasureRecord erase(Target target) {
        return new Erasure(workspace, Clock.systemUTC())
                .erase(target, "asked for", Progress.silent())
                .record();
    }

    /// A run as the pipeline records it, without the hours of training.
    private void ran() {
        RunRecords runs = new RunRecords(workspace.database());
        Hash input = Hash.of("input");
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        runs.put(new RunRecord("r1", input, State.DONE, now, Optional.of(now), ""));
        String version = Json.write(Map.of("version", corpus.version().hex()));
        String model = Json.write(Map.of("model", "harbour-tuned", "weights", WEIGHTS));
        runs.put(new StageRecord("r1", "corpus", 0, input, State.DONE, version, 1));
        runs.put(new StageRecord("r1", "tune", 1, input, State.DONE, model, 1));
        new LineageRecords(workspace.database())
                .add(List.of(new LineageEdge(WEIGHTS, corpus.version().hex(), "tune")));
    }

    private void page(String name, String line) throws Exception {
        Files.writeString(sources.resolve(name), "# A page\n\n" + line + "\n");
    }

    /// All bytes in the workspace's store.
    private String stored() throws Exception {
        return bytes(workspace.folder().resolve("files"));
    }

    private String everything() throws Exception {
        return bytes(workspace.folder());
    }

    private static String bytes(Path folder) throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
