package ai.inhouse.serving;

import ai.inhouse.identity.Clearance;
import java.util.List;

/// Who calls: whom a key was made for.
///
/// @param name the key's name, by which calls are counted, limited and audited
/// @param clearance which documents the caller may read
/// @param models those that it may use; empty for all
public record KeyHolder(String name, Clearance clearance, List<String> models, Limits limits) {
    /// Whoever calls where no key is needed: the people at this machine.
    public static final KeyHolder ANYONE =
            new KeyHolder("anyone", Clearance.everything(), List.of(), Limits.NONE);

    public KeyHolder {
        models = List.copyOf(models);
    }

    /// How much a caller may use; 0 for no limit.
    public record Limits(int requestsPerMinute, int tokensPerDay) {
        public static final Limits NONE = new Limits(0, 0);
    }

    /// Callers of the same level and groups may read the same documents, so they may share what the
    /// model has computed for each other's prompts. Others share with nobody.
    String sharing() {
        return groups().isEmpty() ? "key " + name : "clearance " + clearance;
    }

    List<String> groups() {
        return switch (clearance) {
            case Clearance.Everything _ -> List.of();
            case Clearance.Held held -> List.copyOf(held.groups());
        };
    }

    boolean mayUse(String model) {
        return models.isEmpty() || models.contains(model);
    }
}
