package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.store.RunRecords;
import ai.inhouse.store.Workspace;
import ai.inhouse.training.distributed.Processes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs a recipe's stages in order. A stage whose inputs are those of an earlier run is not run
/// again; one in which a process was killed goes on from its last durable step.
final class Pipeline {
    private final List<Stage> stages;
    private final Workspace workspace;
    private final Progress progress;
    private final Consumer<String> says;
    private final Clock clock;
    private final Processes processes;

    /// @param says hears one line as each stage ends
    /// @param processes that share what can be shared
    Pipeline(
            List<Stage> stages,
            Workspace workspace,
            Progress progress,
            Consumer<String> says,
            Clock clock,
            Processes processes) {
        this.stages = stages;
        this.workspace = workspace;
        this.progress = progress;
        this.says = says;
        this.clock = clock;
        this.processes = processes;
    }

    /// Runs all stages up to and including the named one.
    ///
    /// @return the run's folder, whose `stages.json` has all results
    RunFolder run(Recipe recipe, String last) {
        Path runs = workspace.folder().resolve("runs");
        List<String> names = stages.stream().map(Stage::name).toList();
        RunFolder run = RunFolder.openOrCreate(runs, recipe.text(), names, clock);
        Map<String, Map<String, Object>> results = new LinkedHashMap<>();
        StageContext context =
                new StageContext(recipe, workspace, run, progress, clock, processes, results);
        RunLedger ledger =
                new RunLedger(
                        new RunRecords(workspace.database()),
                        run.id(),
                        Hash.of(recipe.text()),
                        clock);
        ledger.began();
        for (int position = 0; position < stages.size(); position++) {
            Stage stage = stages.get(position);
            StageRecord record = new One(stage, position, context, ledger).runOrReuse();
            if (record.state() != StageState.SKIPPED) {
                results.put(stage.name(), record.outputs());
            }
            if (stage.name().equals(last)) {
                break;
            }
        }
        ledger.ended();
        return run;
    }

    /// One stage of one run.
    private final class One {
        private final Stage stage;
        private final int position;
        private final StageContext context;
        private final RunLedger ledger;
        private StageRecord record;

        One(Stage stage, int position, StageContext context, RunLedger ledger) {
            this.stage = stage;
            this.position = position;
            this.context = context;
            this.ledger = ledger;
            this.record =
                    context.run()
                            .stage(stage.name())
                            .orElseThrow(() -> new IllegalStateException(stage.name()));
        }

        StageRecord runOrReuse() {
            Optional<String> skipped = stage.skipped(context);
            if (skipped.isPresent()) {
                return to(StageState.SKIPPED, "", skipped.get(), Map.of());
            }
            List<String> parts = new ArrayList<>(List.of(stage.name()));
            parts.addAll(stage.inputs(context));
            String inputs = Hash.ofParts(parts).hex();
            Optional<StageRecord> before = earlier(inputs);
            if (before.isPresent()) {
                return to(
                        StageState.UNCHANGED,
                        inputs,
                        before.get().message(),
                        before.get().outputs());
            }
            return run(inputs);
        }

        private StageRecord run(String inputs) {
            if (!record.inputHash().equals(inputs)) {
                context.run().forget(stage.name());
            }
            to(StageState.RUNNING, inputs, "", Map.of());
            try {
                Stage.Result result = stage.run(context);
                return to(StageState.DONE, inputs, result.message(), result.outputs());
            } catch (RuntimeException | Error e) {
                failed(inputs, e);
                throw e;
            }
        }

        /// On a full disk not even that can be written; what is told is still the first failure.
        private void failed(String inputs, Throwable cause) {
            String message =
                    cause instanceof InhouseException e ? e.getMessage() : cause.toString();
            try {
                to(StageState.FAILED, inputs, String.valueOf(message), Map.of());
                ledger.failed(String.valueOf(message));
            } catch (InhouseException e) {
                cause.addSuppressed(e);
            }
        }

        private Optional<StageRecord> earlier(String inputs) {
            return RunFolder.all(workspace.folder().resolve("runs")).reversed().stream()
                    .flatMap(run -> run.stages().stream())
                    .filter(s -> s.name().equals(stage.name()) && s.inputHash().equals(inputs))
                    .filter(StageRecord::hasOutputs)
                    .filter(s -> stage.intact(context, s.outputs()))
                    .findFirst();
        }

        private StageRecord to(
                StageState state, String inputs, String message, Map<String, Object> outputs) {
            String now = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
            record = record.to(state, now, inputs, message, outputs);
            context.run().update(record);
            ledger.stage(record, position);
            String line = "%-10s %-9s %s".formatted(stage.name(), state.code(), message);
            context.run().append(now + " " + line.stripTrailing());
            if (state != StageState.RUNNING) {
                says.accept(line.stripTrailing());
            }
            return record;
        }
    }
}
