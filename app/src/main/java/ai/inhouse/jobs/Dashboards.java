package ai.inhouse.jobs;

import ai.inhouse.alignment.agreement.AgreementReport;
import ai.inhouse.alignment.review.ModelMatches;
import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.base.Json;
import ai.inhouse.evaluation.Item;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.PolicyRate;
import ai.inhouse.evaluation.Stage;
import ai.inhouse.evaluation.report.Dashboard;
import ai.inhouse.evaluation.report.Dashboard.Changed;
import ai.inhouse.evaluation.report.Dashboard.Curve;
import ai.inhouse.evaluation.report.Dashboard.Day;
import ai.inhouse.evaluation.report.Dashboard.Diff;
import ai.inhouse.evaluation.report.Dashboard.Point;
import ai.inhouse.evaluation.report.Dashboard.Version;
import ai.inhouse.store.Evaluation;
import ai.inhouse.store.EvaluationRecords;
import ai.inhouse.store.RatingRecords;
import ai.inhouse.store.Workspace;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Gathers a workspace's dashboard: from reviews, evaluations and trainings.
public final class Dashboards {
    private static final int MOST_VERSIONS = 6;
    private static final int MOST_CURVES = 6;
    private static final int MOST_CHANGED = 40;
    private static final String KL = "kl_nats";
    private static final String REWARD = "reward";

    private final Workspace workspace;

    public Dashboards(Workspace workspace) {
        this.workspace = workspace;
    }

    /// A version that answers can be compared of.
    private record Measured(String name, Stage stage) {}

    /// The names of the versions that are shown, oldest first.
    public List<String> versions() {
        return measured().stream().map(Measured::name).toList();
    }

    /// @param from and `to`: versions whose answers are set side by side; absent: the last two
    public Dashboard of(Optional<String> from, Optional<String> to) {
        List<Measured> measured = measured();
        return new Dashboard(
                String.valueOf(workspace.folder().getFileName()),
                days(),
                AgreementReport.of(workspace.database()),
                ModelMatches.of(ReviewQueue.discussed(workspace.database())),
                measured.stream().map(Dashboards::version).toList(),
                curves(),
                diff(measured, from, to));
    }

    private List<Day> days() {
        return new RatingRecords(workspace.database())
                .byDay().entrySet().stream()
                        .map(
                                e ->
                                        new Day(
                                                LocalDate.ofEpochDay(e.getKey()).toString(),
                                                e.getValue()))
                        .toList();
    }

    /// The newest evaluations, named by model, and by time where one was evaluated more than once.
    private List<Measured> measured() {
        List<Evaluation> newest =
                new EvaluationRecords(workspace.database())
                        .all().stream().limit(MOST_VERSIONS).toList().reversed();
        List<Measured> measured = new ArrayList<>();
        for (Evaluation e : newest) {
            boolean again = newest.stream().filter(o -> o.model().equals(e.model())).count() > 1;
            String time = e.evaluatedAt().truncatedTo(ChronoUnit.SECONDS).toString();
            measured.add(
                    new Measured(
                            again ? e.model() + ", " + time : e.model(),
                            Json.mapper().readValue(e.report(), Stage.class)));
        }
        return measured;
    }

    private static Version version(Measured measured) {
        Map<String, PolicyRate> policies = new LinkedHashMap<>();
        measured.stage().measurements().forEach(m -> policies.putAll(m.policies()));
        OptionalDouble words =
                samples(measured.stage()).values().stream()
                        .mapToInt(a -> a.isBlank() ? 0 : a.strip().split("\\s+", -1).length)
                        .average();
        return new Version(measured.name(), policies, words);
    }

    /// What a version answered, by question.
    private static Map<String, String> samples(Stage stage) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Measurement measurement : stage.measurements()) {
            measurement.items().stream()
                    .map(Item::sample)
                    .flatMap(Optional::stream)
                    .forEach(s -> answers.putIfAbsent(s.prompt(), s.answer()));
        }
        return answers;
    }

    private static Optional<Diff> diff(
            List<Measured> all, Optional<String> from, Optional<String> to) {
        if (all.size() < 2) {
            return Optional.empty();
        }
        Measured first = named(all, from).orElse(all.get(all.size() - 2));
        Measured second = named(all, to).orElse(all.getLast());
        Map<String, String> before = samples(first.stage());
        List<Changed> changed = new ArrayList<>();
        int same = 0;
        for (Map.Entry<String, String> after : samples(second.stage()).entrySet()) {
            Optional<String> was = Optional.ofNullable(before.get(after.getKey()));
            if (was.filter(after.getValue()::equals).isPresent()) {
                same++;
            } else if (was.isPresent() && changed.size() < MOST_CHANGED) {
                changed.add(new Changed(after.getKey(), was.get(), after.getValue()));
            }
        }
        return Optional.of(new Diff(first.name(), second.name(), changed, same));
    }

    private static Optional<Measured> named(List<Measured> all, Optional<String> name) {
        return name.flatMap(n -> all.stream().filter(m -> m.name().equals(n)).findFirst());
    }

    private List<Curve> curves() {
        return RunFolder.all(workspace.folder().resolve("runs")).reversed().stream()
                .map(run -> new Curve(run.id(), points(run)))
                .filter(curve -> !curve.points().isEmpty())
                .limit(MOST_CURVES)
                .toList();
    }

    /// Of a run that goes on, or was killed, the last line may be torn.
    private static List<Point> points(RunFolder run) {
        return run.figures().stream().flatMap(row -> point(row.values()).stream()).toList();
    }

    private static Optional<Point> point(Map<String, Double> figures) {
        Double kl = figures.get(KL);
        Double reward = figures.get(REWARD);
        return kl == null || reward == null ? Optional.empty() : Optional.of(new Point(kl, reward));
    }
}
