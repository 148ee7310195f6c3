package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.store.RunRecord;
import ai.inhouse.store.RunRecords;
import ai.inhouse.store.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Rows of a run and its stages in the database, beside the run's own files: for whoever asks over
/// all runs what was made when, and from what.
///
/// @param rows of the workspace's database
record RunLedger(RunRecords rows, String run, Hash recipe, Clock clock) {
    void began() {
        put(State.RUNNING, Optional.empty(), "");
    }

    void ended() {
        put(State.DONE, Optional.of(clock.instant()), "");
    }

    void failed(String why) {
        put(State.FAILED, Optional.of(clock.instant()), why);
    }

    private void put(State state, Optional<Instant> finished, String failure) {
        Instant started = rows.find(run).map(RunRecord::startedAt).orElseGet(clock::instant);
        rows.put(new RunRecord(run, recipe, state, started, finished, failure));
    }

    /// @param position in the run, from 0
    void stage(StageRecord stage, int position) {
        Optional<State> state = state(stage.state());
        if (state.isEmpty() || stage.inputHash().isEmpty()) {
            return;
        }
        rows.put(
                new ai.inhouse.store.StageRecord(
                        run,
                        stage.name(),
                        position,
                        new Hash(stage.inputHash()),
                        state.get(),
                        Json.write(stage.outputs()),
                        seconds(stage)));
    }

    private static Optional<State> state(StageState state) {
        return switch (state) {
            case PENDING, SKIPPED -> Optional.empty();
            case RUNNING -> Optional.of(State.RUNNING);
            case DONE -> Optional.of(State.DONE);
            case UNCHANGED -> Optional.of(State.REUSED);
            case FAILED -> Optional.of(State.FAILED);
        };
    }

    private static double seconds(StageRecord stage) {
        if (stage.startedAt().isEmpty() || stage.finishedAt().isEmpty()) {
            return 0;
        }
        Instant from = Instant.parse(stage.startedAt().get());
        return Duration.between(from, Instant.parse(stage.finishedAt().get())).toMillis() / 1000.0;
    }
}
