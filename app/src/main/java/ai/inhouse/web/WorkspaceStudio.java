package ai.inhouse.web;

import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.alignment.review.Qualification;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.corpus.CorpusStore;
import ai.inhouse.documents.Document;
import ai.inhouse.evaluation.report.Dashboard;
import ai.inhouse.jobs.CompanyRules;
import ai.inhouse.jobs.Dashboards;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.Deployments;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.RecipeReview;
import ai.inhouse.jobs.ReviewedFeedback;
import ai.inhouse.jobs.TrainingGauges;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.serving.FeedbackBox;
import ai.inhouse.store.ModelRecord;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The studio's data from a workspace's files and database.
public final class WorkspaceStudio implements StudioData {
    private final Workspace workspace;
    private final WorkspaceRuns runs;
    private final WorkspaceReports reports;

    public WorkspaceStudio(Workspace workspace) {
        this.workspace = workspace;
        this.runs = new WorkspaceRuns(workspace.folder());
        this.reports = new WorkspaceReports(workspace.folder().resolve("runs"));
    }

    @Override
    public String workspace() {
        Path name = workspace.folder().getFileName();
        return name == null ? workspace.folder().toString() : name.toString();
    }

    @Override
    public List<Run> runs() {
        return runs.all();
    }

    @Override
    public Optional<Run> run(String id) {
        return runs.find(id);
    }

    @Override
    public String gauges() {
        return new TrainingGauges(workspace.folder().resolve("runs")).get();
    }

    @Override
    public List<Model> models() {
        return new ModelShelf(workspace, Clock.systemUTC())
                .all().stream()
                        .filter(record -> Files.isDirectory(workspace.model(record.name())))
                        .map(this::model)
                        .toList();
    }

    private Model model(ModelRecord record) {
        Path folder = workspace.model(record.name());
        ModelConfig config = ModelFolder.config(folder);
        Optional<JsonNode> lineage = ModelFolder.lineage(folder);
        return new Model(
                record.name(),
                config.architecture().name().toLowerCase(Locale.ROOT),
                ParameterLayout.of(config).elements(),
                config.maxLength(),
                size(folder),
                record.createdAt().toString(),
                text(lineage, "stage").orElse("imported"),
                text(lineage, "imported_from"),
                Optional.empty());
    }

    private static Optional<String> text(Optional<JsonNode> lineage, String key) {
        return lineage.map(l -> l.path(key)).filter(JsonNode::isString).map(JsonNode::asString);
    }

    private static long size(Path folder) {
        try {
            return Files.size(folder.resolve("model.safetensors"));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "looking at a model", folder, e, "Import or make the model again.");
        }
    }

    @Override
    public Optional<CorpusView> corpus() {
        CorpusStore store = new CorpusStore(workspace);
        return store.latest().map(version -> view(version, store.open(version)));
    }

    private static CorpusView view(Hash version, Corpus corpus) {
        Map<String, Long> kinds =
                corpus.entries().stream()
                        .map(entry -> entry.document().mediaType())
                        .collect(
                                Collectors.groupingBy(
                                        kind -> kind, TreeMap::new, Collectors.counting()));
        return new CorpusView(
                version.hex(),
                corpus.documents(Corpus.Split.TRAIN).size(),
                corpus.documents(Corpus.Split.HELD_OUT).size(),
                corpus.entries().stream()
                        .map(Corpus.Entry::document)
                        .map(Document::text)
                        .mapToLong(String::length)
                        .sum(),
                kinds.entrySet().stream().map(e -> new Count(e.getKey(), e.getValue())).toList(),
                corpus.removed().stream()
                        .map(r -> new Removed(r.name(), r.filter(), r.reason()))
                        .toList());
    }

    @Override
    public List<Evaluation> evaluations() {
        return reports.all();
    }

    @Override
    public Optional<Qualification> qualification() {
        return RecipeReview.of(workspace).gold();
    }

    @Override
    public Guardrails guardrails() {
        return CompanyRules.of(workspace);
    }

    @Override
    public Dashboard dashboard(Optional<String> from, Optional<String> to) {
        return new Dashboards(workspace).of(from, to);
    }

    @Override
    public List<String> versions() {
        return new Dashboards(workspace).versions();
    }

    @Override
    public List<Deployment> deployments() {
        return new Deployments(workspace, Clock.systemUTC()).history();
    }

    @Override
    public Optional<FeedbackBox> feedback() {
        return Optional.of(ReviewedFeedback.in(workspace));
    }

    @Override
    public List<Tone> tones() {
        return Deployment.read(workspace).stream()
                .flatMap(deployment -> deployment.tones().stream())
                .map(tone -> new Tone(tone.name(), tone.systemPrompt()))
                .toList();
    }
}
