package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every database must do; run on each kind.
abstract class DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private Database database;

    /// An address where a fresh database is, or will be made.
    abstract String url() throws Exception;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(url());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keepsDocumentsByTheirSource() {
        DocumentRecords documents = new DocumentRecords(database);
        documents.put(List.of(read("/b/z.md", "z.md"), read("/a/a.md", "a.md")));
        DocumentRecord again = setAside("/b/z.md", "z.md");
        documents.put(List.of(again));
        assertThat(documents.all()).containsExactly(read("/a/a.md", "a.md"), again);
        assertThat(documents.find("z.md")).containsExactly(again);
        assertThat(documents.find(Hash.of("/a/a.md").brief()))
                .containsExactly(read("/a/a.md", "a.md"));
        documents.remove(List.of("/a/a.md"));
        assertThat(documents.all()).containsExactly(again);
    }

    @Test
    void ordersNamesByCodePointAndNotByTheDatabasesLanguage() {
        DocumentRecords documents = new DocumentRecords(database);
        documents.put(List.of(read("1", "a"), read("2", "B"), read("3", "é"), read("4", "_")));
        assertThat(documents.all())
                .extracting(DocumentRecord::name)
                .containsExactly("B", "_", "a", "é");
    }

    @Test
    void takesSqlInANameAsText() {
        DocumentRecords documents = new DocumentRecords(database);
        DocumentRecord hostile = read("/x", "'); DROP TABLE documents; --");
        documents.put(List.of(hostile));
        assertThat(documents.find(hostile.name())).containsExactly(hostile);
    }

    @Test
    void givesBackTheNewestCorpusFirst() {
        CorpusRecords corpora = new CorpusRecords(database);
        CorpusRecord old = new CorpusRecord(Hash.of("1"), 9, 1, 2, 300, NOON);
        CorpusRecord recent = new CorpusRecord(Hash.of("2"), 9, 1, 2, 300, NOON.plusSeconds(1));
        corpora.put(old);
        corpora.put(recent);
        assertThat(corpora.all()).containsExactly(recent, old);
        CorpusRecord sealedAgain =
                new CorpusRecord(Hash.of("1"), 9, 1, 2, 300, NOON.plusSeconds(2));
        corpora.put(sealedAgain);
        assertThat(corpora.all()).containsExactly(sealedAgain, recent);
    }

    @Test
    void remembersARunAndItsStages() {
        RunRecords runs = new RunRecords(database);
        RunRecord run =
                new RunRecord("r1", Hash.of("recipe"), State.RUNNING, NOON, Optional.empty(), "");
        runs.put(run);
        StageRecord running =
                new StageRecord("r1", "corpus", 0, Hash.of("in"), State.RUNNING, "{}", 0);
        runs.put(running);
        assertThat(runs.stages("r1")).containsExactly(running);
        StageRecord done =
                new StageRecord("r1", "corpus", 0, Hash.of("in"), State.DONE, "{\"a\":1}", 1.5);
        runs.put(done);
        assertThat(runs.stages("r1")).containsExactly(done);
        assertThat(runs.find("r1")).contains(run);
        RunRecord ended =
                new RunRecord("r1", Hash.of("recipe"), State.DONE, NOON, Optional.of(NOON), "");
        runs.put(ended);
        assertThat(runs.all()).containsExactly(ended);
    }

    @Test
    void refusesAStageOfNoRun() {
        RunRecords runs = new RunRecords(database);
        StageRecord orphan =
                new StageRecord("none", "corpus", 0, Hash.of("in"), State.DONE, "{}", 0);
        assertThatThrownBy(() -> runs.put(orphan))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("recording a stage");
    }

    @Test
    void replacesAModelOfTheSameName() {
        ModelRecords models = new ModelRecords(database);
        models.put(new ModelRecord("m", "/old", "{}", NOON));
        ModelRecord model = new ModelRecord("m", "/new", "{\"base\":\"x\"}", NOON.plusSeconds(1));
        models.put(model);
        assertThat(models.all()).containsExactly(model);
        assertThat(models.find("m")).contains(model);
        assertThat(models.find("n")).isEmpty();
    }

    @Test
    void recordsARatingOnce() {
        RatingRecords ratings = new RatingRecords(database);
        Rating rating = Rating.of("Hi?", List.of("Hello", "Go away"), "first", "ann", NOON);
        ratings.add(List.of(rating));
        ratings.add(List.of(rating));
        assertThat(ratings.all()).containsExactly(rating);
    }

    @Test
    void listsEvaluationsOfAModelNewestFirst() {
        EvaluationRecords evaluations = new EvaluationRecords(database);
        Evaluation first = new Evaluation(Hash.of("1"), "m", Hash.of("s"), "{}", NOON);
        Evaluation second =
                new Evaluation(Hash.of("2"), "m", Hash.of("s"), "{}", NOON.plusMillis(1));
        Evaluation other =
                new Evaluation(Hash.of("3"), "n", Hash.of("s"), "{}", NOON.plusMillis(2));
        List.of(first, second, other).forEach(evaluations::add);
        assertThat(evaluations.of("m")).containsExactly(second, first);
        assertThat(evaluations.all()).containsExactly(other, second, first);
    }

    @Test
    void walksLineageBothWaysThroughWhatLiesBetween() {
        LineageRecords lineage = new LineageRecords(database);
        LineageEdge corpus = new LineageEdge("corpus", "document", "corpus");
        LineageEdge model = new LineageEdge("model", "corpus", "pretrain");
        lineage.add(List.of(corpus, model, corpus));
        assertThat(lineage.sources("model")).containsExactly(corpus, model);
        assertThat(lineage.results("document")).containsExactly(corpus, model);
        assertThat(lineage.results("model")).isEmpty();
    }

    private static DocumentRecord read(String source, String name) {
        return new DocumentRecord(
                source,
                name,
                Optional.of(Hash.of(source)),
                Optional.of(Hash.of("sections")),
                1,
                "A title",
                "text/markdown",
                12,
                "restricted:finance",
                Map.of("owner", "ann", "date", "2026"),
                NOON,
                DocumentRecord.Status.READ,
                "");
    }

    private static DocumentRecord setAside(String source, String name) {
        return new DocumentRecord(
                source,
                name,
                Optional.empty(),
                Optional.empty(),
                1,
                name,
                "",
                0,
                "internal",
                Map.of(),
                NOON,
                DocumentRecord.Status.SET_ASIDE,
                "the file is empty");
    }
}
