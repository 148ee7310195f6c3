package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Guard;
import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.inference.grammar.TextFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes plans into the jobs of one model's queue.
record Generation(
        ServedModel model, GenerationQueue queue, ToolFormat toolFormat, Guardrails guardrails) {

    /// Has a request answered.
    Exchange.Outcome answer(Completions.Asked asked, Plan plan, Reply reply)
            throws InterruptedException {
        Exchange exchange = new Exchange(asked.request());
        Options options = plan.options();
        List<Job> jobs =
                jobs(plan, asked.caller(), asked.patience(), asked.target(), exchange::hear);
        return exchange.answer(queue, jobs, reply, options.stream(), options.choices());
    }

    /// What would be answered; nobody is shown it.
    String unseen(Plan plan, KeyHolder caller, Duration patience, Target target)
            throws InterruptedException {
        Unseen unseen = new Unseen();
        queue.submit(jobs(plan, caller, patience, target, unseen));
        return unseen.text(patience);
    }

    private List<Job> jobs(
            Plan plan,
            KeyHolder caller,
            Duration patience,
            Target target,
            Consumer<Event> listener) {
        List<Job> jobs = new ArrayList<>();
        for (int[] prompt : plan.prompts()) {
            for (int i = 0; i < plan.options().choices(); i++) {
                int choice = jobs.size();
                jobs.add(
                        new Job(
                                choice,
                                caller,
                                task(plan, prompt, choice, target),
                                model.tokenizer(),
                                text(plan),
                                new Timing(target.metrics(), patience),
                                listener));
            }
        }
        return jobs;
    }

    private Job.Task task(Plan plan, int[] prompt, int choice, Target target) {
        Options options = plan.options();
        Plan.Calls calls = plan.calls();
        return new Job.Task(
                prompt,
                options.sampling(model.defaults(), plan.stopIds(), plan.maxTokens(), choice),
                plan.logprobs(),
                plan.format().map(TextFormat::begin),
                calls.sought()
                        ? Optional.of(new ToolCallReader(toolFormat, calls.forced()))
                        : Optional.empty(),
                calls.one(),
                options.deterministic(),
                guard(plan),
                target.adapter());
    }

    private TextStream text(Plan plan) {
        String marks = plan.calls().sought() ? toolFormat.before() + toolFormat.after() : "";
        return new TextStream(model.tokenizer(), plan.options().stops(), marks);
    }

    /// What is told token by token, or in a fixed form, is seen to its end first.
    private Guard guard(Plan plan) {
        boolean whole = plan.format().isPresent() || plan.logprobs().written();
        return guardrails.watch(plan.watch().asked(), plan.watch().sourced(), whole);
    }
}
