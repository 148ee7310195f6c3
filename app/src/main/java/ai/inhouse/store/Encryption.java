package ai.inhouse.store;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Encryption of what a workspace stores: originals, texts and corpora, each file under a key of
/// its own, these under a key of the workspace, and that under the master key, which is elsewhere.
/// Whoever changes it holds the workspace's lock.
public final class Encryption {
    private static final String FILE = "file:";

    private final Workspace workspace;

    public Encryption(Workspace workspace) {
        this.workspace = workspace;
    }

    /// @param masterKey where it is; empty where the workspace is not encrypted
    /// @param files that have a key
    /// @param unfinished whether a change of keys was stopped
    public record Status(boolean encrypted, String masterKey, int files, boolean unfinished) {}

    public Status status() {
        FileKeys keys = workspace.keys();
        if (!keys.areUsed()) {
            return new Status(false, "", 0, false);
        }
        WorkspaceKeys.Stored stored = keys.workspaceKeys().stored();
        return new Status(true, stored.masterKey(), keys.all().size(), stored.keys().size() > 1);
    }

    /// Encrypts the workspace: what comes, and what is there. One that was stopped goes on when it
    /// is asked again.
    ///
    /// @param masterKey as [MasterKey#of] takes it; a file is made if there is none
    /// @return how many files were encrypted
    public int enable(String masterKey) {
        WorkspaceKeys keys = workspace.keys().workspaceKeys();
        if (!keys.exist()) {
            makeFile(masterKey);
            keys.add(absolute(masterKey));
        } else if (!keys.stored().masterKey().equals(absolute(masterKey))) {
            throw InhouseException.badInput(
                    "encrypting the workspace",
                    workspace.folder(),
                    "it is encrypted already, under " + keys.stored().masterKey(),
                    "Change the master key with 'inhouse encryption rotate'.");
        }
        try {
            return workspace.files().sealAll();
        } catch (IOException e) {
            throw InhouseException.internal(
                    "encrypting stored files",
                    workspace.folder(),
                    e,
                    "Check the disk's free space and run it again: it goes on where it was.");
        }
    }

    /// Changes the workspace's key, and with it how every file's key is wrapped; the files stay as
    /// they are. One that was stopped goes on when it is asked again.
    ///
    /// @param masterKey the one from now on; empty to keep it
    /// @return how many files' keys were wrapped again
    public int rotate(String masterKey) {
        WorkspaceKeys keys = workspace.keys().workspaceKeys();
        if (!keys.exist()) {
            throw InhouseException.badInput(
                    "changing the keys",
                    workspace.folder(),
                    "the workspace is not encrypted",
                    "Encrypt it with 'inhouse encryption enable'.");
        }
        String now = keys.stored().masterKey();
        String wanted = masterKey.isEmpty() ? now : absolute(masterKey);
        boolean unfinished = keys.stored().keys().size() > 1;
        if (!unfinished || !wanted.equals(now)) {
            makeFile(wanted);
            keys.add(wanted);
        }
        int changed = workspace.keys().wrapAgain();
        keys.keepCurrent();
        return changed;
    }

    private static void makeFile(String masterKey) {
        if (masterKey.startsWith(FILE)) {
            Path file = Path.of(masterKey.substring(FILE.length()).strip());
            if (!Files.exists(file)) {
                LocalMasterKey.makeFile(file);
            }
        }
    }

    /// The same file, wherever a command is run.
    private static String absolute(String masterKey) {
        return masterKey.startsWith(FILE)
                ? FILE
                        + Path.of(masterKey.substring(FILE.length()).strip())
                                .toAbsolutePath()
                                .normalize()
                : masterKey;
    }
}
