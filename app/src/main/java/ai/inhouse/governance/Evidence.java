package ai.inhouse.governance;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Workspace;
import ai.inhouse.store.WorkspaceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Signs what was done, so that it can be shown later that nobody changed the record (Ed25519). The
/// private key lies with the workspace's other keys; the public one is in each record.
public final class Evidence {
    private static final String ALGORITHM = "Ed25519";

    private final Workspace workspace;

    public Evidence(Workspace workspace) {
        this.workspace = workspace;
    }

    /// @param record JSON, exactly as it was signed
    /// @param signature Base64
    /// @param publicKey Base64 of its X.509 form
    public record Signed(String record, String signature, String publicKey) {}

    /// Writes `erasures/<time>.json`.
    ///
    /// @return the file
    public Path write(ErasureRecord record) {
        String name = record.erasedAt().replace(':', '-') + ".json";
        Path file = workspace.folder().resolve("erasures").resolve(name);
        try {
            DurableFiles.write(file, Json.pretty(sign(Json.write(record))));
            return file;
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing the record of an erasure", file, e, "Check the disk's free space.");
        }
    }

    Signed sign(String record) {
        Base64.Encoder base64 = Base64.getEncoder();
        try {
            // The file holds the private key's form, then the public one's: 48 and 44 bytes.
            byte[] pair = WorkspaceKey.of(workspace, "evidence", Evidence::newPair).bytes();
            byte[] secret = Arrays.copyOf(pair, pair.length - 44);
            byte[] open = Arrays.copyOfRange(pair, pair.length - 44, pair.length);
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(secret)));
            signature.update(record.getBytes(StandardCharsets.UTF_8));
            return new Signed(
                    record, base64.encodeToString(signature.sign()), base64.encodeToString(open));
        } catch (GeneralSecurityException e) {
            throw InhouseException.internal(
                    "signing a record",
                    workspace.folder().resolve("keys/evidence.key"),
                    e,
                    "Restore the key from a backup, or remove it to begin with another.");
        }
    }

    /// Checks a record's file.
    ///
    /// @return the record as it was signed
    /// @throws InhouseException if it was changed, or signed with another workspace's key
    public ErasureRecord verify(Path file) {
        Signed signed = Json.read(file, Signed.class);
        if (!isAuthentic(signed)) {
            throw refused(file, "it is not as it was signed");
        }
        if (!signed.publicKey().equals(sign("").publicKey())) {
            throw refused(file, "it was signed with another key than this workspace's");
        }
        return Json.mapper().readValue(signed.record(), ErasureRecord.class);
    }

    private static InhouseException refused(Path file, String why) {
        return InhouseException.refused(
                "checking the record of an erasure",
                file,
                why,
                "Compare it with a backup, or check it in the workspace that made it.");
    }

    /// Whether a record is as it was signed.
    static boolean isAuthentic(Signed signed) {
        Base64.Decoder base64 = Base64.getDecoder();
        try {
            PublicKey key =
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePublic(
                                    new X509EncodedKeySpec(base64.decode(signed.publicKey())));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signed.record().getBytes(StandardCharsets.UTF_8));
            return signature.verify(base64.decode(signed.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] newPair() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] secret = pair.getPrivate().getEncoded();
            byte[] open = pair.getPublic().getEncoded();
            byte[] both = Arrays.copyOf(secret, secret.length + open.length);
            System.arraycopy(open, 0, both, secret.length, open.length);
            return both;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }
}
