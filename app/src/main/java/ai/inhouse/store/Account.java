package ai.inhouse.store;

import java.time.Instant;

/// A person who signs in.
///
/// @param role as `identity` names them
/// @param password its hash, never the password
/// @param failures wrong passwords since the last right one
/// @param lockedUntil in the past where it is not locked
public record Account(
        String name,
        String role,
        String password,
        int failures,
        Instant lockedUntil,
        Instant createdAt) {}
