package ai.inhouse.store;

import ai.inhouse.base.InhouseException;
import java.util.List;

/// The key outside of a workspace that protects the keys within: in a file, in the environment, or
/// in a key management service, which never gives it away.
public interface MasterKey {
    /// Encrypts a key, so that only this master key can decrypt it.
    byte[] wrap(byte[] key);

    /// @throws InhouseException if the key was wrapped by another master key, or was changed
    byte[] unwrap(byte[] wrapped);

    /// @param source `file:PATH`, whose file is made if there is none; `env:NAME`, a variable with
    ///   32 bytes in Base64; or `command:PROGRAM ARGUMENT…`
    /// @throws InhouseException if it is none of these, or there is no key
    static MasterKey of(String source) {
        String rest = source.substring(source.indexOf(':') + 1).strip();
        if (source.startsWith("file:") && !rest.isEmpty()) {
            return LocalMasterKey.inFile(rest);
        }
        if (source.startsWith("env:") && !rest.isEmpty()) {
            return LocalMasterKey.inEnvironment(rest);
        }
        if (source.startsWith("command:") && !rest.isEmpty()) {
            return new CommandMasterKey(List.of(rest.split("\\s+", -1)));
        }
        throw InhouseException.badInput(
                "opening the master key",
                source,
                "it is in none of the places that are known",
                "Name file:PATH, env:VARIABLE, or command:PROGRAM.");
    }
}
