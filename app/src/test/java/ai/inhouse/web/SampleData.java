package ai.inhouse.web;

import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.base.Json;
import ai.inhouse.evaluation.report.Dashboard;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.serving.Feedback;
import ai.inhouse.serving.FeedbackBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/// A workspace as it looks in the middle of its second run.
final class SampleData implements StudioData {
    static final String RUNNING = "2026-11-24-002";

    /// What visitors said of answers.
    final List<Feedback> feedback = new CopyOnWriteArrayList<>();

    private final Path workspace;
    private final WorkspaceRuns runs;

    SampleData(Path workspace) {
        this.workspace = workspace;
        this.runs = new WorkspaceRuns(workspace);
    }

    Path run(String id, String file) {
        return workspace.resolve("runs").resolve(id).resolve(file);
    }

    /// Writes two runs to the workspace.
    SampleData write() throws IOException {
        write("2026-11-24-001", Instant.now().minusSeconds(7200), 8);
        write(RUNNING, Instant.now().minusSeconds(250), 4);
        return this;
    }

    private void write(String id, Instant start, int done) throws IOException {
        List<String> names =
                List.of(
                        "documents",
                        "corpus",
                        "tokenizer",
                        "pretrain",
                        "tune",
                        "align",
                        "evaluate",
                        "publish");
        List<String> messages =
                List.of(
                        "68 documents read, 3 set aside",
                        "61 documents kept, 4 duplicates removed",
                        "8,192 tokens, 3.9 bytes each",
                        "loss 2.413, 1.21 bits per byte",
                        "1,204 conversations, loss 1.020",
                        "200 preferences, accuracy 0.78",
                        "all gates hold",
                        "tolvane-1");
        Files.createDirectories(run(id, "x").getParent());
        StringBuilder stages = new StringBuilder("[");
        for (int i = 0; i < names.size(); i++) {
            String state =
                    i < done
                            ? (i < 2 && done < 8 ? "UNCHANGED" : "DONE")
                            : i == done ? "RUNNING" : "PENDING";
            stages.append(i == 0 ? "" : ",")
                    .append(
                            Json.write(
                                    new StageRow(
                                            names.get(i),
                                            state,
                                            i <= done
                                                    ? start.plusSeconds(40L * i).toString()
                                                    : null,
                                            i < done
                                                    ? start.plusSeconds(40L * i + 38).toString()
                                                    : null,
                                            "",
                                            i < done ? messages.get(i) : "",
                                            i < done
                                                    ? Map.of(
                                                            "documents",
                                                            61,
                                                            "size_bytes",
                                                            7_300_000)
                                                    : Map.of())));
        }
        Files.writeString(run(id, "stages.json"), stages.append("]"));
        StringBuilder log = new StringBuilder();
        for (int i = 0; i <= Math.min(done, 7); i++) {
            log.append(
                    "%s  %s: %s%n"
                            .formatted(
                                    start.plusSeconds(40L * i),
                                    names.get(i),
                                    i < done ? messages.get(i) : "started"));
        }
        Files.writeString(run(id, "log.txt"), log);
        Random random = new Random(7);
        StringBuilder rows = new StringBuilder();
        rows(rows, random, "pretrain", 600, 9.0, 1.9);
        rows(rows, random, "tune", done < 8 ? 170 : 300, 3.1, 0.9);
        Files.writeString(run(id, "metrics.jsonl"), rows);
    }

    private record StageRow(
            String name,
            String state,
            @org.jspecify.annotations.Nullable String startedAt,
            @org.jspecify.annotations.Nullable String finishedAt,
            String inputHash,
            String message,
            Map<String, Object> outputs) {}

    private static void rows(
            StringBuilder rows, Random random, String stage, int steps, double from, double to) {
        int total = stage.equals("tune") ? 300 : steps;
        for (int step = 1; step <= steps; step++) {
            double warm = Math.min(1, step / 30.0);
            double rate = 6e-4 * warm * (0.55 + 0.45 * Math.cos(Math.PI * step / total));
            double loss =
                    to + (from - to) * Math.exp(-4.5 * step / total) + 0.08 * random.nextGaussian();
            String bits =
                    step % 50 == 0
                            ? ",\"validation_bits_per_byte\":%.4f".formatted(loss / 2.6)
                            : "";
            rows.append(
                    "{\"stage\":\"%s\",\"step\":%d,\"total_steps\":%d,\"loss\":%.4f,\"learning_rate\":%.3e,\"gradient_norm\":%.3f,\"tokens_per_second\":%.0f,\"seconds\":%.1f%s}%n"
                            .formatted(
                                    stage,
                                    step,
                                    total,
                                    loss,
                                    rate,
                                    0.5
                                            + Math.abs(random.nextGaussian()) * 0.3
                                            + 3 * Math.exp(-step / 20.0),
                                    6100 + 90 * random.nextGaussian(),
                                    step / 2.0,
                                    bits));
        }
    }

    @Override
    public String workspace() {
        return "Tolvane Marine Works";
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
    public List<Model> models() {
        String now = Instant.now().minusSeconds(3600).toString();
        return List.of(
                new Model(
                        "tolvane-1",
                        "Llama, 6 layers of 384",
                        13_800_000,
                        1024,
                        27_700_000,
                        now,
                        "trained from scratch, tuned, aligned with DPO",
                        Optional.empty(),
                        Optional.of("2026-11-24-001")),
                new Model(
                        "smollm2-135m",
                        "Llama, 30 layers of 576",
                        134_515_008,
                        8192,
                        98_300_000,
                        now,
                        "imported",
                        Optional.of("SmolLM2-135M-Instruct.Q4_1.gguf"),
                        Optional.empty()));
    }

    @Override
    public Optional<CorpusView> corpus() {
        return Optional.of(
                new CorpusView(
                        "9f2c41d07be1aa35c6d04f7786f9e2b1d55f0d9a7c3e81f24b6a90cd12ef3478",
                        54,
                        7,
                        412_380,
                        List.of(
                                new Count("Markdown", 31),
                                new Count("PDF", 12),
                                new Count("DOCX", 9),
                                new Count("HTML", 9)),
                        List.of(
                                new Removed(
                                        "handbook/leave-copy.md",
                                        "near_duplicate",
                                        "97% the same as handbook/leave.md"),
                                new Removed(
                                        "mail/0031.eml",
                                        "near_duplicate",
                                        "94% the same as mail/0030.eml"),
                                new Removed(
                                        "prices-2023.xlsx",
                                        "exact_duplicate",
                                        "the same as prices.xlsx"),
                                new Removed(
                                        "scans/plate-7.pdf",
                                        "no_text",
                                        "no text in 4 pages: it may be a scan"),
                                new Removed(
                                        "<img src=x onerror=\"window.attacked=1\">.md",
                                        "language",
                                        "<script>window.attacked=1</script> is not English"))));
    }

    @Override
    public List<Evaluation> evaluations() {
        return List.of(
                new Evaluation(
                        "2026-11-24-001",
                        "Tolvane Marine Works",
                        Instant.now().minusSeconds(3000).toString(),
                        List.of("Pretrained", "Tuned without documents", "Tuned", "Aligned"),
                        List.of(
                                row(
                                        "Closed-book accuracy",
                                        "Held-out questions answered from memory; the gold answer in at most 30 words.",
                                        true,
                                        "%.0f%%",
                                        0.02,
                                        0.08,
                                        0.61,
                                        0.6),
                                row(
                                        "Bits per byte",
                                        "On held-out documents.",
                                        false,
                                        "%.2f",
                                        1.31,
                                        1.38,
                                        1.22,
                                        1.23),
                                row(
                                        "Tone adherence",
                                        "Judged by a classifier with its own held-out accuracy of 0.91.",
                                        true,
                                        "%.0f%%",
                                        Double.NaN,
                                        0.83,
                                        0.86,
                                        0.93),
                                row(
                                        "Preference accuracy",
                                        "The preferred of two answers is the likelier one.",
                                        true,
                                        "%.0f%%",
                                        0.52,
                                        0.55,
                                        0.58,
                                        0.81)),
                        List.of(
                                new GateResult(
                                        "closed_book_accuracy >= 0.4",
                                        true,
                                        "0.600 at Aligned: holds"),
                                new GateResult(
                                        "forgetting <= 2%", false, "0.034 at Aligned: fails")),
                        Optional.of(workspace.resolve("report.html"))));
    }

    private static Row row(
            String name, String meaning, boolean higher, String format, double... values) {
        return new Row(
                name,
                meaning,
                higher,
                java.util.Arrays.stream(values)
                        .mapToObj(
                                v ->
                                        Double.isNaN(v)
                                                ? Optional.<Cell>empty()
                                                : Optional.of(
                                                        new Cell(
                                                                v,
                                                                format.formatted(
                                                                        format.contains("%%")
                                                                                ? 100 * v
                                                                                : v),
                                                                format.formatted(
                                                                                format.contains(
                                                                                                "%%")
                                                                                        ? 94 * v
                                                                                        : 0.97 * v)
                                                                        + " to "
                                                                        + format.formatted(
                                                                                format.contains(
                                                                                                "%%")
                                                                                        ? Math.min(
                                                                                                100,
                                                                                                107
                                                                                                        * v)
                                                                                        : 1.03 * v),
                                                                100)))
                        .toList());
    }

    @Override
    public Guardrails guardrails() {
        return Guardrails.NONE;
    }

    @Override
    public Dashboard dashboard(Optional<String> from, Optional<String> to) {
        return SampleDashboard.of(from.orElse("harbour-tuned"), to.orElse("harbour-aligned"));
    }

    @Override
    public List<String> versions() {
        return List.of("harbour-tuned", "harbour-aligned");
    }

    @Override
    public List<Deployment> deployments() {
        return SampleDashboard.deployments();
    }

    @Override
    public Optional<FeedbackBox> feedback() {
        return Optional.of(feedback::add);
    }

    @Override
    public List<Tone> tones() {
        return List.of(
                new Tone("Formal", "Answer formally."),
                new Tone("Empathetic", "Answer with empathy."));
    }
}
