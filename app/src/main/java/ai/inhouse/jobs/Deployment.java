package ai.inhouse.jobs;

import ai.inhouse.base.Json;
import ai.inhouse.store.DeploymentRecord;
import ai.inhouse.store.DeploymentRecords;
import ai.inhouse.store.Workspace;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a workspace answers with from one change on, who made it so and why.
///
/// @param number of the change: 1, 2, ...
/// @param weights SHA-256 of the model's: its name may stand for others later
/// @param trial a second model beside it
/// @param run that made the model, or empty
/// @param tones that it was taught
/// @param failedGates what did not hold and was overridden
/// @param by who made the change
/// @param restores the change that a rollback went back to
/// @param at when, ISO 8601
public record Deployment(
        long number,
        Kind kind,
        String model,
        String weights,
        Optional<Trial> trial,
        String run,
        List<Tone> tones,
        Gates gates,
        List<String> failedGates,
        String by,
        String reason,
        OptionalLong restores,
        String at) {
    public Deployment {
        tones = List.copyOf(tones);
        failedGates = List.copyOf(failedGates);
    }

    /// What was changed.
    public enum Kind {
        /// Another model answers.
        @JsonProperty("deploy")
        DEPLOY,
        /// The one before answers again.
        @JsonProperty("rollback")
        ROLLBACK,
        /// A second model answers a share of the callers (A/B).
        @JsonProperty("split")
        SPLIT,
        /// A second model answers too, and is shown to nobody.
        @JsonProperty("shadow")
        SHADOW,
        /// A trial has ended.
        @JsonProperty("stop")
        STOP
    }

    /// How the gates stood when the model was deployed.
    public enum Gates {
        @JsonProperty("held")
        HELD,
        /// The recipe has none, and nothing was checked.
        @JsonProperty("none")
        NONE,
        /// Somebody answers for it by name.
        @JsonProperty("overridden")
        OVERRIDDEN
    }

    /// A second model.
    ///
    /// @param share from 0 to 1: of callers, or of requests where it is a shadow
    public record Trial(String model, String weights, double share, boolean shadow) {}

    /// A way of speaking.
    ///
    /// @param name the word by which it is asked for, as in `formal`
    /// @param systemPrompt the system message that asks for it, as in the conversations it was
    ///   taught with
    public record Tone(String name, String systemPrompt) {}

    /// How things stand.
    public static Optional<Deployment> read(Workspace workspace) {
        return new DeploymentRecords(workspace.database()).current().map(Deployment::of);
    }

    static Deployment of(DeploymentRecord record) {
        Optional<Trial> trial =
                record.beside().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new Trial(
                                        record.beside(),
                                        record.besideWeights(),
                                        record.share(),
                                        record.shadow()));
        return new Deployment(
                record.number(),
                Kind.valueOf(record.kind()),
                record.model(),
                record.weights(),
                trial,
                record.run(),
                List.of(Json.mapper().readValue(record.tones(), Tone[].class)),
                Gates.valueOf(record.gates()),
                record.failedGates(),
                record.actor(),
                record.reason(),
                record.restores() == 0 ? OptionalLong.empty() : OptionalLong.of(record.restores()),
                record.deployedAt().toString());
    }
}
