package ai.inhouse.cli;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.CorpusBuilder;
import ai.inhouse.corpus.CorpusSettings;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.evaluation.Measurement;
import ai.inhouse.evaluation.Question;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.OpenModel;
import ai.inhouse.jobs.RetrievalBench;
import ai.inhouse.retrieval.Grounding;
import ai.inhouse.retrieval.IndexBuilder;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse bench retrieval`: whether passages that hold the answer are found, in a workspace that
/// is thrown away.
@Command(
        name = "retrieval",
        description = {
            "How often the document that holds an answer is found, and what a model makes of",
            "the passages. Without options: the sample company and its 100 questions."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse bench retrieval --json",
            "  inhouse bench retrieval --documents handbook/ --questions questions.jsonl"
                    + " --answer-with base.gguf"
        })
final class BenchRetrievalCommand extends Subcommand {
    @Option(names = "--documents", paramLabel = "DIR", description = "A folder of documents.")
    private @Nullable Path documents;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description = "JSON lines of question, answers and document.")
    private @Nullable Path questions;

    @Option(
            names = "--unanswerable",
            paramLabel = "FILE",
            description = "JSON lines of question: those that the documents do not answer.")
    private @Nullable Path unanswerable;

    @Option(
            names = "--answer-with",
            paramLabel = "NAME",
            description = "Model that answers all questions, without passages and with them.")
    private @Nullable String answerWith;

    @Option(
            names = "--weights",
            defaultValue = "q8_0",
            description = "How its weights are held (default: ${DEFAULT-VALUE}).")
    private WeightFormat weights = WeightFormat.Q8_0;

    /// @param answers without passages, then with them; empty where no model was named
    record Result(
            int documents,
            IndexBuilder.Built index,
            double passagesPerSecond,
            RetrievalBench.Found found,
            Optional<RetrievalBench.Bar> bar,
            List<Answered> answers) {}

    record Answered(String measure, double value, int n, String interval) {
        static Answered of(Measurement measured) {
            return new Answered(
                    measured.measure().name(),
                    measured.value(),
                    measured.n(),
                    measured.interval().map(measured.measure()::format).orElse(""));
        }
    }

    @Override
    public Integer call() throws IOException {
        if ((documents == null) != (questions == null)) {
            throw InhouseException.badInput(
                    "measuring retrieval",
                    "the command line",
                    "--documents and --questions go together",
                    "Name both, or neither for the sample company.");
        }
        Path folder = Files.createTempDirectory("inhouse-bench");
        try (Workspace workspace = Workspace.create(folder)) {
            Result result = measure(workspace);
            return done(result, text(result));
        } finally {
            DurableFiles.deleteTree(folder);
        }
    }

    private Result measure(Workspace workspace) {
        Path sample = QuickstartCommand.home().resolve("samples").resolve("company");
        Path from = documents == null ? sample.resolve("documents") : documents;
        Path asked = questions == null ? sample.resolve("questions.jsonl") : questions;
        Optional<Path> without =
                documents == null && unanswerable == null
                        ? Optional.of(sample.resolve("unanswerable.jsonl"))
                        : Optional.ofNullable(unanswerable);
        DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
        int usable = library.add(List.of(from), AccessLabel.INTERNAL, progress()).usable();
        new CorpusBuilder(workspace, library)
                .build(CorpusSettings.STANDARD.withHeldOutFraction(0), progress());
        IndexBuilder.Built built = IndexBuilder.build(workspace, progress());
        try (Grounding grounding = Grounding.open(workspace, progress())) {
            RetrievalBench bench = new RetrievalBench(grounding, Question.read(asked), progress());
            return new Result(
                    usable,
                    built,
                    built.embedded() / built.seconds(),
                    bench.found(),
                    without.map(Question::readUnanswerable).map(bench::bar),
                    answerWith == null ? List.of() : answers(bench, answerWith));
        }
    }

    private List<Answered> answers(RetrievalBench bench, String name) {
        try (Workspace workspace = workspaceFor(name);
                OpenModel open =
                        OpenModel.open(
                                name,
                                new ModelShelf(workspace, Clock.systemUTC()).find(name),
                                weights,
                                EngineOptions.fast(Runtime.getRuntime().availableProcessors()))) {
            return bench.answers(open.evaluated()).stream().map(Answered::of).toList();
        }
    }

    private static String text(Result result) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d documents, %d passages, indexed at %.0f a second; %d questions%n",
                        result.documents,
                        result.index.passages(),
                        result.passagesPerSecond,
                        result.found.questions()));
        result.found.document().forEach((by, rates) -> text.append(line("document", by, rates)));
        result.found.answer().forEach((by, rates) -> text.append(line("answer", by, rates)));
        result.bar.ifPresent(
                bar ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "support of %.2f or more: %.0f%% of those with an"
                                                + " answer, %.0f%% of %d without%n",
                                        bar.least(),
                                        100 * bar.answerablePassing(),
                                        100 * bar.unanswerablePassing(),
                                        bar.unanswerable().size())));
        for (Answered answered : result.answers) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-22s %.1f%% (%s)%n",
                            answered.measure.replace('_', ' '),
                            100 * answered.value,
                            answered.interval));
        }
        return text.toString();
    }

    private static String line(String what, String by, RetrievalBench.HitRates rates) {
        return String.format(
                Locale.ROOT,
                "%-9s by %-8s %3.0f%% at 1, %3.0f%% at 5, %3.0f%% at 10%n",
                what,
                by,
                100 * rates.at1(),
                100 * rates.at5(),
                100 * rates.at10());
    }
}
