package ai.inhouse.serving;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.identity.Clearance;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// API keys in one file that holds their SHA-256 only: a secret is shown once, when it is made. A
/// plain hash is enough because secrets are 256 random bits, not words that could be guessed. The
/// file is read at each check, so a key made or revoked by another process counts at once.
public final class KeyFile implements Keys {
    private static final String PREFIX = "ih-";

    private final Path file;
    private final InstantSource clock;

    public KeyFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /// @param sha256 of the secret
    /// @param createdAt ISO 8601
    /// @param revokedAt empty while the key holds
    /// @param terms what it is for; files written before there were terms have none
    public record Key(
            String name, Hash sha256, String createdAt, Optional<String> revokedAt, Terms terms) {
        public Key(
                String name,
                Hash sha256,
                String createdAt,
                Optional<String> revokedAt,
                @Nullable Terms terms) {
            this.name = name;
            this.sha256 = sha256;
            this.createdAt = createdAt;
            this.revokedAt = revokedAt;
            this.terms = terms == null ? Terms.FREE : terms;
        }
    }

    /// What a key allows.
    ///
    /// @param level of documents up to which its holder may read; internal in files written before
    ///   keys had one
    /// @param groups whose documents its holder may read
    /// @param models those that it may use; empty for all
    /// @param requestsPerMinute 0 for no limit; as `tokensPerDay`
    /// @param expiresAt ISO 8601; empty for never
    public record Terms(
            AccessLabel.Level level,
            List<String> groups,
            List<String> models,
            int requestsPerMinute,
            int tokensPerDay,
            Optional<String> expiresAt) {
        public static final Terms FREE =
                new Terms(AccessLabel.Level.INTERNAL, List.of(), List.of(), 0, 0, Optional.empty());

        public Terms(
                AccessLabel.@Nullable Level level,
                List<String> groups,
                List<String> models,
                int requestsPerMinute,
                int tokensPerDay,
                Optional<String> expiresAt) {
            this.level = level == null ? AccessLabel.Level.INTERNAL : level;
            this.groups = List.copyOf(groups);
            this.models = List.copyOf(models);
            this.requestsPerMinute = requestsPerMinute;
            this.tokensPerDay = tokensPerDay;
            this.expiresAt = expiresAt;
        }

        Clearance clearance() {
            return new Clearance.Held(level, new TreeSet<>(groups));
        }
    }

    private record Stored(List<Key> keys) {}

    /// @return the secret, which nothing keeps
    /// @throws InhouseException if the name is blank or taken
    public String create(String name) {
        return create(name, Terms.FREE);
    }

    /// As [#create(String)], for a key that does not allow everything.
    public String create(String name, Terms terms) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        change(
                keys -> {
                    if (name.isBlank() || keys.stream().anyMatch(k -> k.name().equals(name))) {
                        throw InhouseException.badInput(
                                "creating a key",
                                "'%s'".formatted(name),
                                name.isBlank() ? "a key needs a name" : "the name is taken",
                                "Choose another name.");
                    }
                    List<Key> more = new ArrayList<>(keys);
                    String now = clock.instant().toString();
                    more.add(new Key(name, Hash.of(secret), now, Optional.empty(), terms));
                    return more;
                });
        return secret;
    }

    /// Ends a key. It stays listed, so that a server stays closed after its last key.
    ///
    /// @throws InhouseException if no key that holds has this name
    public void revoke(String name) {
        change(
                keys -> {
                    if (keys.stream().noneMatch(k -> k.name().equals(name) && holds(k))) {
                        throw InhouseException.badInput(
                                "revoking a key",
                                "'%s'".formatted(name),
                                "no key that holds has this name",
                                "See the names with `inhouse keys list`.");
                    }
                    Optional<String> now = Optional.of(clock.instant().toString());
                    return keys.stream()
                            .map(
                                    k ->
                                            k.name().equals(name) && holds(k)
                                                    ? new Key(
                                                            name,
                                                            k.sha256(),
                                                            k.createdAt(),
                                                            now,
                                                            k.terms())
                                                    : k)
                            .toList();
                });
    }

    public List<Key> list() {
        return Files.exists(file) ? Json.read(file, Stored.class).keys() : List.of();
    }

    @Override
    public boolean required() {
        return !list().isEmpty();
    }

    @Override
    public Optional<KeyHolder> holder(String secret) {
        byte[] presented = Hash.of(secret).hex().getBytes(StandardCharsets.US_ASCII);
        Optional<KeyHolder> holder = Optional.empty();
        for (Key key : list()) {
            byte[] expected = key.sha256().hex().getBytes(StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(expected, presented) && holds(key)) {
                Terms terms = key.terms();
                var limits = new KeyHolder.Limits(terms.requestsPerMinute(), terms.tokensPerDay());
                holder =
                        Optional.of(
                                new KeyHolder(
                                        key.name(), terms.clearance(), terms.models(), limits));
            }
        }
        return holder;
    }

    private boolean holds(Key key) {
        boolean expired =
                key.terms()
                        .expiresAt()
                        .map(at -> !clock.instant().isBefore(Instant.parse(at)))
                        .orElse(false);
        return key.revokedAt().isEmpty() && !expired;
    }

    /// Reads, changes and writes under a lock that other processes respect too.
    private synchronized void change(UnaryOperator<List<Key>> change) {
        Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
        try {
            Files.createDirectories(lock.toAbsolutePath().getParent());
            try (FileChannel channel =
                            FileChannel.open(
                                    lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                if (held.isValid()) {
                    DurableFiles.write(file, Json.pretty(new Stored(change.apply(list()))));
                }
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing API keys", file, e, "Check the disk and the folder's permissions.");
        }
    }
}
