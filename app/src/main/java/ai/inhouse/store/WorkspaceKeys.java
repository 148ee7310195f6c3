package ai.inhouse.store;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A workspace's own keys, under which the keys of its files are wrapped: `encryption.json`, where
/// they stand wrapped by the master key. There are two while keys are being changed, else one.
final class WorkspaceKeys {
    static final int ID_BYTES = 4;

    private static final int FORMAT = 1;

    private final Path file;
    private final Map<String, byte[]> opened = new ConcurrentHashMap<>();

    WorkspaceKeys(Path folder) {
        file = folder.resolve("encryption.json");
    }

    /// @param masterKey where it is, as [MasterKey#of] takes it
    /// @param current id of the key for new files, 8 hexadecimal digits
    /// @param keys by id, in Base64, wrapped by the master key
    record Stored(int format, String masterKey, String current, Map<String, String> keys) {}

    /// Whether the workspace is encrypted.
    boolean exist() {
        return Files.exists(file);
    }

    /// As they are now: another process may have changed them, and forgotten those that were.
    Stored stored() {
        return Json.read(file, Stored.class);
    }

    /// The key of that id, as it is.
    ///
    /// @throws InhouseException if the master key is missing or another, or there is no such key
    byte[] open(String id) {
        byte[] known = opened.get(id);
        if (known != null) {
            return known;
        }
        Stored now = stored();
        String wrapped = now.keys().get(id);
        if (wrapped == null) {
            throw InhouseException.internal(
                    "opening a key of the workspace",
                    file,
                    new IOException("there is no key " + id),
                    "Restore the file from the same backup as the rest of the workspace.");
        }
        byte[] key = MasterKey.of(now.masterKey()).unwrap(Base64.getDecoder().decode(wrapped));
        opened.put(id, key);
        return key;
    }

    /// Makes the first key, or another to which all files' keys are to be changed.
    ///
    /// @param masterKey by which all are wrapped from now on
    void add(String masterKey) {
        MasterKey master = MasterKey.of(masterKey);
        Map<String, String> keys = new LinkedHashMap<>();
        if (exist()) {
            stored().keys().keySet().forEach(id -> keys.put(id, wrapped(master, open(id))));
        }
        String id = HexFormat.of().formatHex(KeyWrap.random(ID_BYTES));
        keys.put(id, wrapped(master, KeyWrap.random(KeyWrap.KEY_BYTES)));
        write(new Stored(FORMAT, masterKey, id, keys));
    }

    private static String wrapped(MasterKey master, byte[] key) {
        return Base64.getEncoder().encodeToString(master.wrap(key));
    }

    /// Forgets all keys but the current one.
    void keepCurrent() {
        Stored now = stored();
        String current = now.keys().getOrDefault(now.current(), "");
        write(new Stored(FORMAT, now.masterKey(), now.current(), Map.of(now.current(), current)));
    }

    private void write(Stored now) {
        try {
            DurableFiles.write(file, Json.pretty(now));
            opened.keySet().retainAll(now.keys().keySet());
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing the workspace's keys", file, e, "Make the workspace writable.");
        }
    }
}
