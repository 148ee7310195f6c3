package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.alignment.PreferencePair;
import ai.inhouse.corpus.Corpus;
import ai.inhouse.evaluation.BitsPerByte;
import ai.inhouse.evaluation.CanaryExposure;
import ai.inhouse.evaluation.ClosedBookAccuracy;
import ai.inhouse.evaluation.Evaluator;
import ai.inhouse.evaluation.ForbiddenWording;
import ai.inhouse.evaluation.Forgetting;
import ai.inhouse.evaluation.LeakedPersonalData;
import ai.inhouse.evaluation.OrdinaryQuestions;
import ai.inhouse.evaluation.OverRefusal;
import ai.inhouse.evaluation.PreferenceAccuracy;
import ai.inhouse.evaluation.Question;
import ai.inhouse.evaluation.RefusalRate;
import ai.inhouse.evaluation.TextItem;
import ai.inhouse.evaluation.ToneAdherence;
import ai.inhouse.evaluation.TonedConversation;
import ai.inhouse.jobs.StageContext.Made;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which measures a recipe's data allow, for the model of each stage.
record Evaluation(StageContext context) {
    static final int ANSWER_TOKENS = 64;

    /// What the measurements of a stage's model depend on beside the model.
    List<String> inputs(String of) {
        Recipe recipe = context.recipe();
        List<String> inputs = new ArrayList<>();
        inputs.add(CorpusStage.version(context));
        recipe.data().conversations().forEach(file -> inputs.add(TuningData.hash(file)));
        if (of.equals(AlignStage.NAME)) {
            AlignStage.files(context).forEach(file -> inputs.add(TuningData.hash(file)));
        }
        for (Optional<Path> file :
                List.of(
                        recipe.data().questions(),
                        recipe.data().policies(),
                        recipe.data().generalText())) {
            inputs.add(file.map(TuningData::hash).orElse(""));
        }
        inputs.add(context.output(GeneralTextStage.NAME, "hash").orElse(""));
        inputs.add(before(of).map(Made::weights).orElse(""));
        inputs.add(recipe.systemPrompt().orElse(""));
        inputs.addAll(Canaries.inputs(context));
        return inputs;
    }

    List<Evaluator> evaluators(String of) {
        List<Evaluator> evaluators = new ArrayList<>();
        Recipe recipe = context.recipe();
        List<TextItem> heldOut =
                CorpusStage.corpus(context).documents(Corpus.Split.HELD_OUT).stream()
                        .map(d -> new TextItem(d.name(), d.text()))
                        .toList();
        if (!heldOut.isEmpty()) {
            evaluators.add(new BitsPerByte(heldOut));
        }
        recipe.data()
                .questions()
                .map(Question::read)
                .map(q -> new ClosedBookAccuracy(q, recipe.systemPrompt(), ANSWER_TOKENS))
                .ifPresent(evaluators::add);
        tone().ifPresent(evaluators::add);
        evaluators.addAll(policies());
        List<LeakedPersonalData.Probe> masked = LeakProbes.of(context);
        if (!masked.isEmpty()) {
            evaluators.add(new LeakedPersonalData(masked));
        }
        Canaries.of(context)
                .map(c -> new CanaryExposure(c.planted(), c.unplanted()))
                .ifPresent(evaluators::add);
        against(of, evaluators);
        return evaluators;
    }

    private Optional<Evaluator> tone() {
        List<TonedConversation> conversations =
                context.recipe().data().conversations().stream()
                        .flatMap(file -> TonedConversation.read(file).stream())
                        .toList();
        return conversations.isEmpty()
                ? Optional.empty()
                : Optional.of(ToneAdherence.on(conversations));
    }

    private List<Evaluator> policies() {
        Recipe recipe = context.recipe();
        if (recipe.data().policies().isEmpty()) {
            return List.of();
        }
        Policies policies = Policies.read(recipe.data().policies().get());
        List<Policy.Refusal> refusals = policies.of(Policy.Refusal.class);
        List<String> prompts =
                recipe.data().questions().map(Question::read).orElse(List.of()).stream()
                        .map(Question::question)
                        .toList();
        List<Evaluator> evaluators = new ArrayList<>();
        if (!refusals.isEmpty()) {
            evaluators.add(new RefusalRate(refusals, recipe.systemPrompt()));
        }
        if (!prompts.isEmpty()) {
            OrdinaryQuestions ordinary = new OrdinaryQuestions(prompts, recipe.systemPrompt());
            if (!refusals.isEmpty()) {
                evaluators.add(new OverRefusal(ordinary, refusals));
            }
            if (ForbiddenWording.isAskedFor(policies)) {
                evaluators.add(new ForbiddenWording(ordinary, policies.policies()));
            }
        }
        return evaluators;
    }

    private void against(String of, List<Evaluator> evaluators) {
        Optional<Made> before = before(of);
        if (before.isEmpty()) {
            return;
        }
        try (OpenModel model = OpenModel.open(context, before.get().model())) {
            generalText()
                    .map(texts -> Forgetting.against(model.evaluated(), texts, context.progress()))
                    .ifPresent(evaluators::add);
        }
        aligned(of, evaluators);
    }

    /// Preferences are measured against the model that alignment started from.
    private void aligned(String of, List<Evaluator> evaluators) {
        Optional<Made> reference = AlignStage.start(context);
        if (!of.equals(AlignStage.NAME) || reference.isEmpty()) {
            return;
        }
        List<PreferencePair> pairs = AlignStage.heldOut(context);
        if (pairs.isEmpty()) {
            return;
        }
        try (OpenModel model = OpenModel.open(context, reference.get().model())) {
            evaluators.add(
                    PreferenceAccuracy.against(model.evaluated(), pairs, context.progress()));
        }
    }

    private Optional<List<TextItem>> generalText() {
        return context.recipe()
                .data()
                .generalText()
                .or(() -> context.output(GeneralTextStage.NAME, "file").map(context::file))
                .map(TextItem::read);
    }

    /// The model that a later one must not have forgotten: the base or, from scratch, the
    /// pretrained.
    private Optional<Made> before(String of) {
        String first =
                context.recipe().start() instanceof Recipe.Start.Base
                        ? ImportStage.NAME
                        : PretrainStage.NAME;
        return of.equals(first) ? Optional.empty() : context.model(first);
    }
}
