package ai.inhouse.serving;

import ai.inhouse.base.Hash;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which model answers who asks for the deployed one. A caller is always answered by the same model
/// as long as a trial lasts; another trial draws other callers.
///
/// @param main the model that is deployed
/// @param trial a second one beside it
/// @param names by which the deployed model is asked for; a model of its own goes before
public record Routing(String main, Optional<Trial> trial, Set<String> names) {
    /// The name that stays when another model is deployed.
    public static final String DEPLOYED = "deployed";

    /// A second model.
    ///
    /// @param share from 0 to 1: of callers, or of requests where it is a shadow
    /// @param salt tells trials apart
    public record Trial(String model, double share, boolean shadow, String salt) {}

    public Routing {
        names = Set.copyOf(names);
    }

    /// The model for a caller.
    ///
    /// @param caller stays the same for the same person or program
    String of(String caller) {
        return trial.filter(t -> !t.shadow() && drawn(t, caller)).map(Trial::model).orElse(main);
    }

    /// The model that answers this request too, unseen.
    Optional<String> shadow(String request) {
        return trial.filter(t -> t.shadow() && drawn(t, request)).map(Trial::model);
    }

    private static boolean drawn(Trial trial, String who) {
        String hash = Hash.ofParts(List.of(trial.salt(), who)).hex().substring(0, 13);
        return Long.parseLong(hash, 16) < trial.share() * (1L << 52);
    }
}
