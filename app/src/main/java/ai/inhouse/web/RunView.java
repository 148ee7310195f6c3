package ai.inhouse.web;

import ai.inhouse.jobs.StageRecord;
import ai.inhouse.jobs.StageState;
import ai.inhouse.web.StudioData.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A run as the pages get it.
///
/// @param state `running`, `failed`, `done` or `waiting`
/// @param lastSign when it last wrote anything, ISO 8601: a run that was killed still says running
record RunView(
        String id,
        String state,
        Optional<String> startedAt,
        Optional<String> finishedAt,
        Instant lastSign,
        List<StageView> stages) {

    record StageView(
            String name,
            String state,
            Optional<String> startedAt,
            Optional<String> finishedAt,
            String message,
            Map<String, Object> outputs) {}

    static RunView of(Run run) {
        String state = state(run.stages());
        Optional<String> started = times(run, StageRecord::startedAt).min(String::compareTo);
        Optional<String> finished = times(run, StageRecord::finishedAt).max(String::compareTo);
        return new RunView(
                run.id(),
                state,
                started,
                state.equals("running") ? Optional.empty() : finished,
                run.lastSign(),
                run.stages().stream().map(RunView::stage).toList());
    }

    private static Stream<String> times(Run run, Function<StageRecord, Optional<String>> time) {
        return run.stages().stream().map(time).flatMap(Optional::stream);
    }

    private static StageView stage(StageRecord stage) {
        return new StageView(
                stage.name(),
                stage.state().code(),
                stage.startedAt(),
                stage.finishedAt(),
                stage.message(),
                stage.outputs());
    }

    private static String state(List<StageRecord> stages) {
        if (stages.stream().anyMatch(s -> s.state() == StageState.RUNNING)) {
            return "running";
        }
        if (stages.stream().anyMatch(s -> s.state() == StageState.FAILED)) {
            return "failed";
        }
        return stages.stream().anyMatch(s -> s.state() == StageState.PENDING) ? "waiting" : "done";
    }
}
