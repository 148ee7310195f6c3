package ai.inhouse.alignment.review;

import ai.inhouse.store.Database;
import ai.inhouse.store.GoldRecords;
import ai.inhouse.store.RatingRecords;
import ai.inhouse.store.RatingRecords.Pace;
import ai.inhouse.store.Standing;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How each reviewer does, for the owner: whether their word counts, how they do on known items,
/// how fast they are, and what stands out.
public final class ReviewerWatch {
    /// Ratings and known items that alerts look back on.
    private static final int RECENT = 20;

    /// Fewer ratings than this say nothing about pace.
    private static final int FEWEST = 10;

    /// Nobody reads a question and two answers in less.
    private static final double FASTEST_SECONDS = 2;

    private final GoldRecords gold;
    private final RatingRecords ratings;
    private final Qualification bar;

    public ReviewerWatch(Database database, Optional<Qualification> qualification) {
        this.gold = new GoldRecords(database);
        this.ratings = new RatingRecords(database);
        this.bar =
                qualification.orElseGet(
                        () -> new Qualification(Qualification.AFTER, Qualification.BAR, 0));
    }

    /// What stands out.
    public enum Alert {
        /// The median of the last ratings is below what reading takes.
        @JsonProperty("too_fast")
        TOO_FAST,
        /// Agreement on the last known items fell under the bar, after it was reached.
        @JsonProperty("drifted")
        DRIFTED
    }

    /// @param counts whether the reviewer's word counts
    /// @param measured whether known items decide on it
    /// @param decidedBy the owner who did; empty where known items do
    /// @param ratings of all time
    /// @param goldRated known items answered
    /// @param goldRight those answered as is known
    /// @param recentGold share of the last known items that were right; empty where there are none
    /// @param medianSeconds of the last ratings
    public record Reviewer(
            String name,
            boolean counts,
            boolean measured,
            String decidedBy,
            long ratings,
            long goldRated,
            long goldRight,
            OptionalDouble recentGold,
            double medianSeconds,
            List<Alert> alerts) {}

    /// All who ever rated or are measured, by name.
    public List<Reviewer> all() {
        Map<String, Standing> standings = new LinkedHashMap<>();
        gold.standings().forEach(s -> standings.put(s.reviewer(), s));
        Map<String, Pace> paces = ratings.paces(RECENT);
        List<Reviewer> all = new ArrayList<>();
        paces.forEach(
                (name, pace) ->
                        all.add(reviewer(name, pace, Optional.ofNullable(standings.remove(name)))));
        standings.forEach((name, s) -> all.add(reviewer(name, Pace.NONE, Optional.of(s))));
        all.sort((a, b) -> a.name().compareTo(b.name()));
        return all;
    }

    private Reviewer reviewer(String name, Pace pace, Optional<Standing> standing) {
        List<Boolean> last = gold.recent(name, Math.max(bar.after(), FEWEST));
        OptionalDouble recent = last.stream().mapToInt(hit -> hit ? 1 : 0).average();
        boolean counts = standing.map(Standing::counts).orElse(true);
        List<Alert> alerts = new ArrayList<>();
        if (pace.seconds().size() >= FEWEST && pace.median() < FASTEST_SECONDS) {
            alerts.add(Alert.TOO_FAST);
        }
        if (counts
                && last.size() >= Math.min(bar.after(), FEWEST)
                && recent.orElse(1) < bar.bar()) {
            alerts.add(Alert.DRIFTED);
        }
        return new Reviewer(
                name,
                counts,
                standing.isPresent(),
                standing.map(Standing::decidedBy).orElse(""),
                pace.ratings(),
                standing.map(Standing::rated).orElse(0L),
                standing.map(Standing::right).orElse(0L),
                recent,
                pace.median(),
                alerts);
    }
}
