package ai.inhouse.corpus.pii;

import ai.inhouse.store.Workspace;
import ai.inhouse.store.WorkspaceKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Placeholders for values: the same for the same value, and of no use to whoever lacks the key
/// (HMAC-SHA-256). The key lies in the workspace's `keys/` folder, for its owner's eyes only, and
/// in no corpus, model or report; without it nobody can try values against placeholders.
public final class Pseudonyms {
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 8;

    private final WorkspaceKey key;

    private Pseudonyms(WorkspaceKey key) {
        this.key = key;
    }

    /// With the workspace's key, which is made when it is first needed.
    public static Pseudonyms of(Workspace workspace) {
        return new Pseudonyms(WorkspaceKey.random(workspace, "pii"));
    }

    /// As in `[EMAIL-7K2MQ4XA]`. Letter case, and between letters and digits anything but `@` and
    /// `.`, make no difference.
    public String of(String label, String value) {
        byte[] hash = hash(label, value);
        StringBuilder text = new StringBuilder("[").append(label.toUpperCase(Locale.ROOT));
        text.append('-');
        for (int i = 0; i < LENGTH; i++) {
            text.append(BASE_32.charAt(hash[i] & 31));
        }
        return text.append(']').toString();
    }

    private byte[] hash(String label, String value) {
        StringBuilder plain = new StringBuilder(label).append('\0');
        String lower = value.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (Character.isLetterOrDigit(c) || c == '@' || (c == '.' && lower.contains("@"))) {
                plain.append(c);
            }
        }
        return key.hmac(plain.toString().getBytes(StandardCharsets.UTF_8));
    }
}
