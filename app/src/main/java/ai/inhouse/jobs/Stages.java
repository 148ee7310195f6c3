package ai.inhouse.jobs;

import ai.inhouse.jobs.Recipe.Start;
import java.util.ArrayList;
import java.util.List;

/// Every stage of a recipe, in order: the one list of what a run does.
final class Stages {
    private Stages() {}

    static List<Stage> of(Recipe recipe) {
        List<Stage> stages = new ArrayList<>();
        List<EvaluateStage> evaluations = new ArrayList<>();
        // A base that cannot be used is found out before the documents are worked on.
        if (recipe.start() instanceof Start.Base base) {
            stages.add(new ImportStage(base.path()));
            evaluations.add(new EvaluateStage(ImportStage.NAME, "base", "base model"));
        }
        stages.add(new DocumentsStage());
        stages.add(new CorpusStage());
        switch (recipe.start()) {
            case Start.Scratch scratch -> {
                stages.add(new TokenizerStage(scratch.vocabularySize()));
                stages.add(new PretrainStage());
                stages.add(new GeneralTextStage(PretrainStage.NAME));
            }
            case Start.Base _ -> {
                stages.add(new GeneralTextStage(ImportStage.NAME));
                stages.add(new PretrainStage());
            }
        }
        stages.add(new ReviewsStage());
        stages.add(new TuneStage(true));
        stages.add(new TuneStage(false));
        if (recipe.budgets().reward().isPresent()) {
            stages.add(new RewardStage());
        }
        stages.add(new AlignStage());
        evaluations.add(new EvaluateStage(PretrainStage.NAME, "pretrained", "pretrained"));
        evaluations.add(
                new EvaluateStage(
                        TuneStage.ABLATION,
                        ReportStage.WITHOUT_DOCUMENTS,
                        "tuned without the documents"));
        evaluations.add(new EvaluateStage(TuneStage.NAME, "tuned", "tuned"));
        evaluations.add(new EvaluateStage(AlignStage.NAME, "aligned", "aligned"));
        stages.addAll(evaluations);
        ReportStage report = new ReportStage(evaluations);
        stages.add(report);
        stages.add(new DeployStage(report));
        return stages;
    }
}
