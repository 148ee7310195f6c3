package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.time.Duration;
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
    void givesAnItemToAsManyReviewersAsItWantsAndToEachOnce() {
        ReviewRecords reviews = new ReviewRecords(database);
        assertThat(reviews.add(List.of(item("a", 2), item("b", 1)))).isEqualTo(2);
        assertThat(reviews.add(List.of(item("a", 2)))).as("it is there already").isZero();
        assertThat(asked(reviews, "ann")).containsExactly("a", "b");
        assertThat(asked(reviews, "bob")).containsExactly("a");
        assertThat(asked(reviews, "cyd")).isEmpty();
        assertThat(asked(reviews, "ann")).as("asked, not answered").containsExactly("a", "b");
        reviews.release("ann");
        assertThat(asked(reviews, "cyd")).as("a removed reviewer's").containsExactly("a", "b");
    }

    @Test
    void givesPlacesThatWereNotUsedToOthers() {
        ReviewRecords reviews = new ReviewRecords(database);
        reviews.add(List.of(item("a", 1)));
        assertThat(asked(reviews, "ann")).containsExactly("a");
        Instant later = NOON.plusSeconds(60);
        assertThat(reviews.assign("bob", 5, later, later, 0)).hasSize(1);
        assertThat(asked(reviews, "ann")).isEmpty();
    }

    @Test
    void countsTheLastOfAReviewersRatingsAndEachOnce() {
        ReviewRecords reviews = new ReviewRecords(database);
        RatingRecords ratings = new RatingRecords(database);
        reviews.add(List.of(item("a", 2)));
        Rating first = rating("1", "ann", "up", false);
        Rating second = rating("2", "ann", "down", false);
        assertThat(ratings.add(first, DatabaseContract::unanimous)).isTrue();
        assertThat(ratings.add(second, DatabaseContract::unanimous)).isTrue();
        assertThat(ratings.add(first, DatabaseContract::unanimous)).as("sent twice").isFalse();
        assertThat(ratings.counted()).containsExactly(second);
        assertThat(reviews.counts()).containsEntry(ReviewState.OPEN, 1L);
        assertThat(ratings.add(rating("3", "bob", "up", false), DatabaseContract::unanimous))
                .isTrue();
        assertThat(reviews.in(ReviewState.DISPUTED, 9)).hasSize(1);
        Rating ruling = rating("4", "eve", "up", false);
        assertThat(ratings.rule(ruling)).isTrue();
        assertThat(ratings.rulings()).containsExactly(ruling);
        assertThat(ratings.add(rating("5", "ann", "up", false), DatabaseContract::unanimous))
                .isTrue();
        assertThat(reviews.counts())
                .as("a ruling stands")
                .containsEntry(ReviewState.ADJUDICATED, 1L);
    }

    @Test
    void leavesTheSkippersPlaceToAnother() {
        ReviewRecords reviews = new ReviewRecords(database);
        reviews.add(List.of(item("a", 1)));
        assertThat(asked(reviews, "ann")).containsExactly("a");
        new RatingRecords(database)
                .add(rating("1", "ann", "cannot say", true), DatabaseContract::unanimous);
        assertThat(asked(reviews, "ann")).isEmpty();
        assertThat(asked(reviews, "bob")).containsExactly("a");
        assertThat(new RatingRecords(database).counted()).isEmpty();
    }

    private static ReviewState unanimous(List<Rating> ratings) {
        return ratings.stream().map(Rating::judgement).distinct().count() == 1
                ? ReviewState.AGREED
                : ReviewState.DISPUTED;
    }

    private static List<String> asked(ReviewRecords reviews, String reviewer) {
        return reviews.assign(reviewer, 5, NOON, NOON.minusSeconds(1), 0).stream()
                .map(ReviewItemRecord::content)
                .toList();
    }

    private static ReviewItemRecord item(String content, int overlap) {
        return new ReviewItemRecord(
                Hash.of(content), "THUMBS", content, overlap, overlap, 0, ReviewState.OPEN, NOON);
    }

    private static Rating rating(String id, String reviewer, String judgement, boolean skipped) {
        return new Rating(
                Rating.id(reviewer, id),
                Hash.of("a"),
                reviewer,
                judgement,
                skipped,
                3.5,
                NOON.plusSeconds(Long.parseLong(id)));
    }

    @Test
    void endsAnAccountsSessionsWithIt() {
        AccountRecords accounts = new AccountRecords(database);
        assertThat(accounts.any()).isFalse();
        Account ann = new Account("ann", "OWNER", "hash", 0, Instant.EPOCH, NOON);
        assertThat(accounts.add(ann)).isTrue();
        assertThat(accounts.add(ann)).isFalse();
        Session session = new Session(Hash.of("t"), "ann", "csrf", NOON.plusSeconds(5));
        accounts.open(session, NOON);
        assertThat(accounts.session(Hash.of("t"), NOON)).contains(session);
        assertThat(accounts.session(Hash.of("t"), NOON.plusSeconds(5))).as("ran out").isEmpty();
        assertThat(accounts.countTry("ann", NOON, 1, Duration.ofSeconds(5))).isTrue();
        assertThat(accounts.countTry("ann", NOON, 1, Duration.ofSeconds(5))).isFalse();
        Account locked = accounts.find("ann").orElseThrow();
        assertThat(locked.failures()).isEqualTo(1);
        assertThat(locked.lockedUntil()).isEqualTo(NOON.plusSeconds(5));
        accounts.welcome("ann");
        assertThat(accounts.find("ann")).contains(ann);
        assertThat(accounts.remove("ann")).isTrue();
        assertThat(accounts.session(Hash.of("t"), NOON)).isEmpty();
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
