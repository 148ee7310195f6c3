package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Instant;

/// A browser that an account is signed in with.
///
/// @param token hash of what the cookie holds, so that the database signs nobody in
/// @param csrf what each change must name, which no other site's page can know
public record Session(Hash token, String account, String csrf, Instant expiresAt) {}
