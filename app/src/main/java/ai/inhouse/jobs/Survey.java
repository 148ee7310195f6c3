package ai.inhouse.jobs;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.engine.ProcessorTime;
import ai.inhouse.jobs.Recipe.Start;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelOutline;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.store.Workspace;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import ai.inhouse.training.Depth;
import ai.inhouse.training.distributed.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Counts what each stage of a recipe will have to do, before it is run: makes a corpus and a
/// tokenizer of the documents, or of a sample of them where they are many, in a workspace of its
/// own that is gone afterwards, and looks at the batches that training would make of them.
public final class Survey {
    private final StageContext context;
    private final Map<String, Map<String, Object>> results;
    private final DocumentSample sample;

    private Survey(StageContext context, DocumentSample sample) {
        this.context = context;
        this.results = context.results();
        this.sample = sample;
    }

    /// What was counted.
    ///
    /// @param config of the model to be trained
    /// @param trainTokens of the documents that are trained on
    /// @param bytesPerToken of their text
    /// @param loads of all stages, in their order
    public record Findings(
            ModelConfig config,
            int workers,
            DocumentSample sample,
            int trainDocuments,
            int heldOutDocuments,
            long trainTokens,
            long heldOutTokens,
            double bytesPerToken,
            List<StageLoad> loads) {
        public Findings {
            loads = List.copyOf(loads);
        }
    }

    /// @throws InhouseException if the recipe's data cannot be used
    public static Findings of(Recipe recipe, Progress progress) {
        DataCheck.check(recipe);
        DocumentSample sample = DocumentSample.of(recipe);
        try {
            Path folder = Files.createTempDirectory("inhouse-plan");
            try (Workspace workspace = Workspace.create(folder)) {
                return new Survey(context(recipe, workspace, progress), sample).findings();
            } finally {
                DurableFiles.deleteTree(folder);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "counting what a recipe has to do",
                    "the folder for temporary files",
                    e,
                    "Make room there and run it again.");
        }
    }

    private static StageContext context(Recipe recipe, Workspace workspace, Progress progress) {
        Clock clock = Clock.systemUTC();
        Path runs = workspace.folder().resolve("runs");
        RunFolder run = RunFolder.openOrCreate(runs, recipe.text(), List.of(), clock);
        return new StageContext(
                recipe,
                workspace,
                run,
                progress,
                clock,
                new Processes.Alone(),
                new LinkedHashMap<>());
    }

    private Findings findings() {
        List<StageLoad> loads = new ArrayList<>();
        Recipe recipe = context.recipe();
        loads.add(documents());
        loads.add(ran(new CorpusStage()));
        Path origin = context.workspace().folder().resolve("outline");
        ModelConfig config =
                switch (recipe.start()) {
                    case Start.Base base -> ModelOutline.write(base.path(), origin);
                    case Start.Scratch scratch -> {
                        loads.add(ran(new TokenizerStage(scratch.vocabularySize())));
                        origin = TokenizerStage.folder(context);
                        yield new Depth(scratch.depth())
                                .config(
                                        Integer.parseInt(
                                                context.required("tokenizer", "vocabulary_size")));
                    }
                };
        try (Tokenizer tokenizer = Tokenizers.load(origin)) {
            return findings(tokenizer, origin, config, loads);
        }
    }

    private StageLoad documents() {
        Began began = Began.now();
        CorpusStage.library(context)
                .add(sample.paths(), context.recipe().label(), context.progress());
        return new StageLoad.Documents("documents", began.seconds(), sample.scale());
    }

    private StageLoad ran(Stage stage) {
        Began began = Began.now();
        results.put(stage.name(), stage.run(context).outputs());
        return new StageLoad.Documents(stage.name(), began.seconds(), sample.scale());
    }

    /// When something began: it took the time on the wall, or that of processors where this is less
    /// because other programs ran.
    private record Began(long nanos, double processorSeconds) {
        static Began now() {
            return new Began(System.nanoTime(), ProcessorTime.seconds());
        }

        double seconds() {
            double wall = (System.nanoTime() - nanos) / 1e9;
            return Math.min(wall, ProcessorTime.seconds() - processorSeconds);
        }
    }

    private Findings findings(
            Tokenizer tokenizer, Path origin, ModelConfig config, List<StageLoad> begun) {
        Corpus corpus = CorpusStage.corpus(context);
        Began began = Began.now();
        Surveyed data;
        double bytesPerToken;
        try (TokenizedCorpus tokens = TokenizedCorpus.open(context, tokenizer, origin)) {
            double encoding = began.seconds();
            data =
                    new Surveyed(
                            context,
                            config,
                            tokenizer,
                            OpenModel.chat(origin, tokenizer),
                            sample.scale(),
                            Math.round(tokens.train().size() * sample.scale()),
                            Math.round(tokens.heldOut().size() * sample.scale()),
                            encoding);
            long bytes = CorpusStage.counts(context).getOrDefault("bytes", 0L);
            long all = tokens.train().size() + tokens.heldOut().size();
            bytesPerToken = (double) bytes / Math.max(1, all);
        }
        return new Findings(
                config,
                context.workers(),
                sample,
                Math.toIntExact(data.scaled(corpus.documents(Corpus.Split.TRAIN).size())),
                Math.toIntExact(data.scaled(corpus.documents(Corpus.Split.HELD_OUT).size())),
                data.trainTokens(),
                data.heldOutTokens(),
                bytesPerToken,
                all(data, begun));
    }

    /// One for each stage, in the recipe's order.
    private List<StageLoad> all(Surveyed data, List<StageLoad> begun) {
        TrainingLoads training = new TrainingLoads(data);
        WritingLoads writing = new WritingLoads(data);
        Map<String, StageLoad> known = new LinkedHashMap<>();
        begun.forEach(load -> known.put(load.stage(), load));
        long parameters = ParameterLayout.of(data.config()).elements();
        put(known, training.pretrain(parameters));
        put(known, training.tune(true));
        put(known, training.tune(false));
        if (context.recipe().budgets().reward().isPresent()) {
            put(known, training.reward());
        }
        put(known, training.align());
        put(known, writing.general());
        if (context.recipe().start() instanceof Start.Base base) {
            put(known, new StageLoad.Copying(ImportStage.NAME, size(base.path())));
        }
        evaluations(known, writing);
        return Stages.of(context.recipe()).stream()
                .map(Stage::name)
                .map(name -> known.getOrDefault(name, new StageLoad.Records(name)))
                .toList();
    }

    private static void put(Map<String, StageLoad> known, StageLoad load) {
        known.put(load.stage(), load);
    }

    /// A model that is not made is not measured.
    private void evaluations(Map<String, StageLoad> known, WritingLoads writing) {
        boolean scratch = context.recipe().start() instanceof Start.Scratch;
        put(known, writing.evaluation("evaluate_base", false, true, false));
        made(
                known,
                PretrainStage.NAME,
                writing.evaluation("evaluate_pretrained", false, scratch, false));
        made(
                known,
                TuneStage.ABLATION,
                writing.evaluation("evaluate_tuned_without_documents", true, false, false));
        made(known, TuneStage.NAME, writing.evaluation("evaluate_tuned", true, false, false));
        made(known, AlignStage.NAME, writing.evaluation("evaluate_aligned", true, false, true));
    }

    private static void made(Map<String, StageLoad> known, String by, StageLoad evaluation) {
        boolean left = known.get(by) instanceof StageLoad.LeftOut;
        put(
                known,
                left
                        ? new StageLoad.LeftOut(
                                evaluation.stage(), "there is no such model in this run")
                        : evaluation);
    }

    private static long size(Path base) {
        try (Stream<Path> files = Files.walk(base)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "looking at the base model", base, e, "Check that it is readable.");
        }
    }
}
