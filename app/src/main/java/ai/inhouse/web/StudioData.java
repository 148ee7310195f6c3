package ai.inhouse.web;

import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.alignment.review.Qualification;
import ai.inhouse.evaluation.report.Dashboard;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.StageRecord;
import ai.inhouse.serving.FeedbackBox;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the studio shows. Methods are called for each look at a page, so they answer from what is
/// on disk at that moment.
public interface StudioData {
    /// What the workspace is called, for the top of each page.
    String workspace();

    /// Newest first.
    List<Run> runs();

    Optional<Run> run(String id);

    /// Newest first.
    List<Model> models();

    /// The newest sealed corpus.
    Optional<CorpusView> corpus();

    /// Newest first.
    List<Evaluation> evaluations();

    /// Ways of speaking to choose from in the chat; may be empty.
    List<Tone> tones();

    /// How reviewers prove right before their word counts, if they must.
    default Optional<Qualification> qualification() {
        return Optional.empty();
    }

    /// The company's rules that answers in the chat are held against.
    Guardrails guardrails();

    /// How reviewers and models do.
    ///
    /// @param from and `to`: versions whose answers are set side by side, if any were chosen
    Dashboard dashboard(Optional<String> from, Optional<String> to);

    /// Versions to choose from there, oldest first.
    List<String> versions();

    /// What answered since when, newest first.
    List<Deployment> deployments();

    /// Where feedback on answers in the chat goes, if anywhere.
    Optional<FeedbackBox> feedback();

    /// What trains in the workspace, for Prometheus, in its text format.
    default String gauges() {
        return "";
    }

    /// A run of a recipe.
    ///
    /// @param stages in their order
    /// @param metrics `metrics.jsonl`, which grows while the run trains; need not exist yet
    /// @param log `log.txt`; need not exist yet
    /// @param lastSign when any of its files last changed
    record Run(String id, List<StageRecord> stages, Path metrics, Path log, Instant lastSign) {
        public Run {
            stages = List.copyOf(stages);
        }
    }

    /// @param made how it came about, as in "tuned with LoRA"
    /// @param base the model that it was made from, if any
    /// @param run the run that made it, if one did
    record Model(
            String name,
            String architecture,
            long parameters,
            int contextLength,
            long bytes,
            String createdAt,
            String made,
            Optional<String> base,
            Optional<String> run) {}

    /// @param version the manifest's hash
    /// @param kinds how many documents came in each format
    /// @param removed what was set aside, with the reason
    record CorpusView(
            String version,
            long trainDocuments,
            long heldOutDocuments,
            long characters,
            List<Count> kinds,
            List<Removed> removed) {}

    record Count(String name, long count) {}

    /// @param filter which filter did it, as in `near_duplicate`
    record Removed(String document, String filter, String reason) {}

    /// What the stages of a run gained.
    ///
    /// @param stages column titles
    /// @param report the page with all of it, if one was written
    record Evaluation(
            String id,
            String title,
            String createdAt,
            List<String> stages,
            List<Row> rows,
            List<GateResult> gates,
            Optional<Path> report) {}

    /// One measure over the stages.
    ///
    /// @param meaning what was asked and what counts
    /// @param higherIsBetter which way is up
    /// @param cells one for each stage; empty where it was not measured
    record Row(
            String measure, String meaning, boolean higherIsBetter, List<Optional<Cell>> cells) {}

    /// @param shown the value as people read it, as in "62%"
    /// @param interval as in "53% to 70%"; empty where there is none
    /// @param n number of cases
    record Cell(double value, String shown, String interval, int n) {}

    /// @param gate as the recipe states it
    record GateResult(String gate, boolean passed, String reason) {}

    /// @param systemPrompt what makes the model speak so
    record Tone(String name, String systemPrompt) {}
}
