package ai.inhouse.serving;

import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.retrieval.Grounding;
import java.util.Optional;

/// What a server of models has beside them.
///
/// @param audit where requests are recorded
/// @param feedback where feedback goes; without it there is no route for it
/// @param grounding where passages are looked for, if answers may be asked from documents; whoever
///   opened it closes it, after the server
/// @param shadows where answers go that nobody was shown
/// @param guardrails the company's rules that answers are held against
/// @param upstreams servers that answer for models that are not offered here; closed as the
///   grounding is
public record Surroundings(
        Optional<AuditLog> audit,
        Optional<FeedbackBox> feedback,
        Optional<Grounding> grounding,
        Optional<ShadowBox> shadows,
        Guardrails guardrails,
        Optional<Upstreams> upstreams) {
    public static final Surroundings NONE =
            new Surroundings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Guardrails.NONE,
                    Optional.empty());

    public Surroundings with(AuditLog log) {
        return new Surroundings(
                Optional.of(log), feedback, grounding, shadows, guardrails, upstreams);
    }

    public Surroundings with(FeedbackBox box) {
        return new Surroundings(audit, Optional.of(box), grounding, shadows, guardrails, upstreams);
    }

    public Surroundings with(Optional<Grounding> documents) {
        return new Surroundings(audit, feedback, documents, shadows, guardrails, upstreams);
    }

    public Surroundings withShadows(ShadowBox box) {
        return new Surroundings(
                audit, feedback, grounding, Optional.of(box), guardrails, upstreams);
    }

    public Surroundings with(Guardrails rules) {
        return new Surroundings(audit, feedback, grounding, shadows, rules, upstreams);
    }

    public Surroundings before(Optional<Upstreams> servers) {
        return new Surroundings(audit, feedback, grounding, shadows, guardrails, servers);
    }
}
