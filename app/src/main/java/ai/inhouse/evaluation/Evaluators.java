package ai.inhouse.evaluation;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.base.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// Every evaluator that a suite's file can name. To add one, write its class and a line here.
final class Evaluators {
    private static final int ANSWER_TOKENS = 96;

    static final List<Kind> ALL =
            List.of(
                    new Kind(BitsPerByte.MEASURE, Evaluators::bitsPerByte),
                    new Kind(ClosedBookAccuracy.MEASURE, Evaluators::closedBook),
                    new Kind(ToneAdherence.MEASURE, Evaluators::tone),
                    new Kind(RefusalRate.MEASURE, Evaluators::refusalRate),
                    new Kind(OverRefusal.MEASURE, Evaluators::overRefusal),
                    new Kind(ForbiddenWording.MEASURE, Evaluators::forbiddenWording),
                    new Kind(PreferenceAccuracy.MEASURE, Evaluators::preferences),
                    new Kind(Forgetting.MEASURE, Evaluators::forgetting));

    private Evaluators() {}

    /// @param reader takes all that it needs from the suite, before anything is made of it
    record Kind(Measure measure, Function<SuiteOptions, Plan> reader) {}

    /// An evaluator about to be made.
    sealed interface Plan {
        /// From its data alone.
        record Alone(Supplier<Evaluator> make) implements Plan {}

        /// From its data and what another model makes of them.
        record Against(BiFunction<EvaluatedModel, Progress, Evaluator> make) implements Plan {}
    }

    static Optional<Kind> named(String measure) {
        return ALL.stream().filter(kind -> kind.measure().name().equals(measure)).findFirst();
    }

    private static Plan bitsPerByte(SuiteOptions options) {
        List<TextItem> texts = options.texts("texts");
        return new Plan.Alone(() -> new BitsPerByte(texts));
    }

    private static Plan closedBook(SuiteOptions options) {
        List<Question> questions = options.data("questions", Question::read);
        Optional<String> system = options.text("system");
        int maxTokens = options.integer("max_tokens", ANSWER_TOKENS);
        return new Plan.Alone(() -> new ClosedBookAccuracy(questions, system, maxTokens));
    }

    private static Plan tone(SuiteOptions options) {
        var conversations = options.data("conversations", TonedConversation::read);
        return new Plan.Alone(() -> ToneAdherence.on(conversations));
    }

    private static Plan refusalRate(SuiteOptions options) {
        List<Policies> policies = policies(options);
        Optional<String> system = options.text("system");
        return new Plan.Alone(() -> new RefusalRate(refusals(policies), system));
    }

    private static Plan overRefusal(SuiteOptions options) {
        List<Policies> policies = policies(options);
        List<Question> questions = options.data("questions", Question::read);
        Optional<String> system = options.text("system");
        return new Plan.Alone(
                () -> new OverRefusal(ordinary(questions, system), refusals(policies)));
    }

    private static Plan forbiddenWording(SuiteOptions options) {
        List<Policies> policies = policies(options);
        List<Question> questions = options.data("questions", Question::read);
        Optional<String> system = options.text("system");
        return new Plan.Alone(
                () -> new ForbiddenWording(ordinary(questions, system), all(policies)));
    }

    private static Plan preferences(SuiteOptions options) {
        var pairs = options.data("preferences", file -> PreferenceReader.read(file).pairs());
        return new Plan.Against(
                (before, progress) -> PreferenceAccuracy.against(before, pairs, progress));
    }

    private static Plan forgetting(SuiteOptions options) {
        List<TextItem> texts = options.texts("texts");
        return new Plan.Against((before, progress) -> Forgetting.against(before, texts, progress));
    }

    private static List<Policies> policies(SuiteOptions options) {
        return options.data("policies", file -> List.of(Policies.read(file)));
    }

    private static List<Policy> all(List<Policies> files) {
        return files.stream().flatMap(policies -> policies.policies().stream()).toList();
    }

    private static List<Policy.Refusal> refusals(List<Policies> files) {
        return files.stream()
                .flatMap(policies -> policies.of(Policy.Refusal.class).stream())
                .toList();
    }

    private static OrdinaryQuestions ordinary(List<Question> questions, Optional<String> system) {
        return new OrdinaryQuestions(questions.stream().map(Question::question).toList(), system);
    }
}
