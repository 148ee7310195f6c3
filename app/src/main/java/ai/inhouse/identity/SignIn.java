package ai.inhouse.identity;

import ai.inhouse.base.Hash;
import ai.inhouse.store.Account;
import ai.inhouse.store.AccountRecords;
import ai.inhouse.store.Database;
import ai.inhouse.store.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Signs people in and knows them again by the token in their cookie. After five wrong passwords an
/// account waits before it may try again, twice as long each time.
public final class SignIn {
    /// How long a session lasts.
    public static final Duration SESSION = Duration.ofHours(12);

    private static final int FREE_TRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);

    private final AccountRecords records;
    private final InstantSource clock;
    private final Passwords passwords = new Passwords();

    /// Checked where there is no such account, so that time does not tell which names exist.
    private final String nobody = passwords.hash(passwords.secret(15));

    public SignIn(Database database, InstantSource clock) {
        this.records = new AccountRecords(database);
        this.clock = clock;
    }

    /// What an attempt came to.
    public sealed interface Attempt {
        /// @param token for the cookie; known to nobody else
        record Welcome(String token, Person person) implements Attempt {}

        /// A wrong name or password; which of them is not said.
        record Wrong() implements Attempt {}

        /// Too many were wrong.
        record Locked(Duration left) implements Attempt {}
    }

    /// Who is signed in.
    ///
    /// @param csrf what each change must name
    public record Person(String name, Role role, String csrf) {}

    public Attempt attempt(String name, String password) {
        Optional<Account> found = records.find(name);
        String tried = password.substring(0, Math.min(password.length(), Passwords.LONGEST));
        if (found.isEmpty()) {
            passwords.matches(tried, nobody);
            return new Attempt.Wrong();
        }
        Account account = found.get();
        Instant now = clock.instant();
        // Counted before it is known to be wrong: many tries at one moment are not free.
        if (!records.countTry(name, now, FREE_TRIES, FIRST_WAIT)) {
            return new Attempt.Locked(left(name, now));
        }
        if (!passwords.matches(tried, account.password())) {
            return new Attempt.Wrong();
        }
        records.welcome(name);
        return open(account, now);
    }

    private Duration left(String name, Instant now) {
        return records.find(name)
                .map(account -> Duration.between(now, account.lockedUntil()))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    private Attempt open(Account account, Instant now) {
        String token = passwords.secret(32);
        String csrf = passwords.secret(24);
        records.open(new Session(Hash.of(token), account.name(), csrf, now.plus(SESSION)), now);
        Person person = new Person(account.name(), Role.valueOf(account.role()), csrf);
        return new Attempt.Welcome(token, person);
    }

    /// Who holds a token; empty where nobody does, or no longer.
    public Optional<Person> person(String token) {
        return records.session(Hash.of(token), clock.instant())
                .flatMap(
                        session ->
                                records.find(session.account())
                                        .map(
                                                account ->
                                                        new Person(
                                                                account.name(),
                                                                Role.valueOf(account.role()),
                                                                session.csrf())));
    }

    public void out(String token) {
        records.close(Hash.of(token));
    }
}
