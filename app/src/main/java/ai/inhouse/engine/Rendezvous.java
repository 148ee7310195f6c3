package ai.inhouse.engine;

import java.nio.file.Path;

/// Where the members of a [ProcessGroup] find one another.
public sealed interface Rendezvous {
    /// A file that all members see: they are on one machine, and nobody listens but on its
    /// loopback.
    ///
    /// @param path in a folder that nobody else may enter
    record SharedFile(Path path) implements Rendezvous {}

    /// A store that one process serves. It listens on every interface and asks nobody for a
    /// password, so the network between members must be one that is trusted.
    ///
    /// @param host where it is served, as every member reaches it
    /// @param served whether somebody else serves it; else the first member does
    record Tcp(String host, int port, boolean served) implements Rendezvous {}
}
