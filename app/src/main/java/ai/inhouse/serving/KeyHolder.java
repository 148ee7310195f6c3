package ai.inhouse.serving;

/// Who calls: whom a key was made for.
///
/// @param name the key's name, by which calls are counted, limited and audited
/// @param sharing callers with equal values may read the same documents, so they may share what the
///   model has computed for each other's prompts
public record KeyHolder(String name, String sharing) {
    /// Whoever calls where no key is needed.
    public static final KeyHolder ANYONE = new KeyHolder("anyone", "");
}
