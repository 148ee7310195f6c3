package ai.inhouse.serving;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server's certificate chain and private key in PEM files, as certificate authorities and
/// Kubernetes hand them out.
///
/// @param certificates the server's own first
/// @param key PKCS #8, not encrypted
public record TlsFiles(Path certificates, Path key) {
    private static final String DOING = "reading the TLS files";

    /// Protects nothing: the store never leaves memory.
    static final String PASSWORD = "in memory";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

    /// By the key's algorithm, how it signs.
    private enum Kind {
        RSA("SHA256withRSA"),
        EC("SHA256withECDSA"),
        EdDSA("EdDSA");

        private final String signature;

        Kind(String signature) {
            this.signature = signature;
        }
    }

    /// Tells whether the files have changed.
    Hash state() throws IOException {
        return Hash.ofParts(
                List.of(
                        Files.readString(certificates, StandardCharsets.ISO_8859_1),
                        Files.readString(key, StandardCharsets.ISO_8859_1)));
    }

    /// @throws InhouseException if a file cannot be used, or the two do not belong together
    KeyStore load() {
        try {
            List<X509Certificate> chain = chain();
            PrivateKey secret = privateKey(chain.getFirst());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", secret, PASSWORD.toCharArray(), chain.toArray(new Certificate[0]));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw InhouseException.badInput(
                    DOING, certificates, e, "Give readable PEM files of X.509 and PKCS #8.");
        }
    }

    private List<X509Certificate> chain() throws IOException, GeneralSecurityException {
        byte[] bytes = Files.readAllBytes(certificates);
        List<X509Certificate> chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(bytes))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (chain.isEmpty()) {
            throw unusable(certificates, "it holds no certificate", "Give a PEM file with one.");
        }
        chain.getFirst().checkValidity();
        return chain;
    }

    private PrivateKey privateKey(X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        Matcher pem = PEM.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (!pem.find() || !pem.group(1).equals("PRIVATE KEY")) {
            throw unusable(
                    key,
                    "it does not begin with '-----BEGIN PRIVATE KEY-----'",
                    "Convert it with `openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW`.");
        }
        var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
        for (Kind kind : Kind.values()) {
            if (certificate.getPublicKey().getAlgorithm().equals(kind.name())) {
                PrivateKey secret = KeyFactory.getInstance(kind.name()).generatePrivate(encoded);
                requirePair(kind, secret, certificate);
                return secret;
            }
        }
        throw unusable(
                certificates,
                "its key is of the kind " + certificate.getPublicKey().getAlgorithm(),
                "Take a certificate for an RSA, EC or Ed25519 key.");
    }

    private void requirePair(Kind kind, PrivateKey secret, X509Certificate certificate)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(kind.signature);
        signature.initSign(secret);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        if (!signature.verify(signed)) {
            throw unusable(
                    key,
                    "it is not the key of " + certificates,
                    "Give the two that belong together.");
        }
    }

    private static InhouseException unusable(Path file, String why, String next) {
        return InhouseException.badInput(DOING, file, why, next);
    }
}
