package ai.inhouse.serving;

import ai.inhouse.identity.AccessLabel;
import ai.inhouse.inference.AdapterWeights;
import java.util.List;
import java.util.Optional;

/// The adapters with which a served model may be asked, each by a name of its own. They come and go
/// while it is served.
public interface Adapters {
    /// Those that there are now.
    List<Offered> offered();

    /// Has an adapter in memory for as long as it is used.
    ///
    /// @return empty where others that are in use leave no room for it
    /// @throws ai.inhouse.base.InhouseException if there is none of that name, or it does not fit
    Optional<Use> use(String name);

    /// @param label whoever asks it must be cleared for
    record Offered(String name, AccessLabel label) {}

    /// One request's use of an adapter.
    interface Use extends AutoCloseable {
        AdapterWeights weights();

        @Override
        void close();
    }

    static Adapters none() {
        return new Adapters() {
            @Override
            public List<Offered> offered() {
                return List.of();
            }

            @Override
            public Optional<Use> use(String name) {
                return Optional.empty();
            }
        };
    }
}
