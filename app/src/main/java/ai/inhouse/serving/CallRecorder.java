package ai.inhouse.serving;

import ai.inhouse.identity.AccessLabel;
import ai.inhouse.retrieval.Source;
import ai.inhouse.serving.AuditLog.Cited;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/// Counts what a request came to: for its key's limits, the metrics and the audit log.
record CallRecorder(
        Allowances allowances, Metrics metrics, Optional<AuditLog> audit, InstantSource clock) {

    /// @param label of the adapter that was asked
    void record(
            Context request,
            KeyHolder caller,
            String model,
            Optional<AccessLabel> label,
            Exchange.Outcome outcome) {
        Usage usage = outcome.usage();
        allowances.tokens(caller, usage.totalTokens());
        metrics.request(model, caller.name(), outcome.status());
        metrics.tokens(model, caller.name(), usage);
        outcome.guarded().forEach(found -> metrics.policy(model, found));
        audit.ifPresent(log -> log.add(call(request, caller, model, label, outcome)));
    }

    private AuditLog.Call call(
            Context request,
            KeyHolder caller,
            String model,
            Optional<AccessLabel> label,
            Exchange.Outcome outcome) {
        Usage usage = outcome.usage();
        return new AuditLog.Call(
                clock.instant().toString(),
                outcome.id(),
                caller.name(),
                caller.groups(),
                request.path(),
                model,
                outcome.status(),
                usage.promptTokens(),
                usage.promptTokensDetails().cachedTokens(),
                usage.completionTokens(),
                outcome.finishReasons(),
                caller.clearance().toString(),
                Stream.concat(
                                label.map(AccessLabel::toString).stream(),
                                outcome.sources().stream().map(Source::label))
                        .distinct()
                        .toList(),
                outcome.sources().stream()
                        .map(s -> new Cited(s.document(), s.documentId()))
                        .distinct()
                        .toList(),
                outcome.guarded().stream()
                        .map(g -> new AuditLog.Guarded(g.policy(), g.action().code()))
                        .distinct()
                        .toList());
    }
}
