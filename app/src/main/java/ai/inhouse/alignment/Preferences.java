package ai.inhouse.alignment;

import ai.inhouse.tuning.Conversations.SetAside;
import java.util.List;

/// What a file of preferences gave.
///
/// @param setAside lines that could not be used
public record Preferences(
        List<PreferencePair> pairs, List<RatedCompletion> rated, List<SetAside> setAside) {
    public Preferences {
        pairs = List.copyOf(pairs);
        rated = List.copyOf(rated);
        setAside = List.copyOf(setAside);
    }
}
