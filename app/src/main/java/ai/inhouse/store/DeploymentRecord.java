package ai.inhouse.store;

import java.time.Instant;
import java.util.List;

/// One change of what a workspace answers with: all that holds from then on, so that the last one
/// says how things stand.
///
/// @param number 1, 2, ...
/// @param kind of change, as `jobs` names it
/// @param weights SHA-256 of the model's
/// @param beside a second model that is tried beside the first, or empty
/// @param share from 0 to 1: of callers, or of requests where it is a shadow, that the second gets
/// @param shadow whether the second's answers are shown to nobody
/// @param run that made the model, or empty
/// @param tones JSON, as `jobs` writes it
/// @param gates whether they held, as `jobs` names it
/// @param failedGates what was overridden
/// @param restores the change that a rollback went back to, or 0
public record DeploymentRecord(
        long number,
        String kind,
        String model,
        String weights,
        String beside,
        String besideWeights,
        double share,
        boolean shadow,
        String run,
        String tones,
        String gates,
        List<String> failedGates,
        String actor,
        String reason,
        long restores,
        Instant deployedAt) {}
