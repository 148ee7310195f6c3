package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// People's accounts and the sessions that they have open.
public final class AccountRecords {
    private final Database database;

    public AccountRecords(Database database) {
        this.database = database;
    }

    /// @return false if the name is taken
    public boolean add(Account account) {
        return database.change(
                "adding an account",
                handle ->
                        handle.createUpdate(
                                                """
                                                INSERT INTO accounts (name, role, password,
                                                    failures, locked_until, created_at)
                                                VALUES (:name, :role, :password, :failures,
                                                    :lockedUntil, :createdAt)
                                                ON CONFLICT (name) DO NOTHING
                                                """)
                                        .bindMethods(account)
                                        .execute()
                                == 1);
    }

    /// Ends the account's sessions too.
    ///
    /// @return false if there is none of that name
    public boolean remove(String name) {
        return database.change(
                "removing an account",
                handle -> handle.execute("DELETE FROM accounts WHERE name = ?", name) == 1);
    }

    public Optional<Account> find(String name) {
        return database.read(
                "looking for an account",
                handle ->
                        handle.createQuery("SELECT * FROM accounts WHERE name = :name")
                                .bind("name", name)
                                .mapTo(Account.class)
                                .findOne());
    }

    public List<Account> all() {
        return database.read(
                "listing accounts",
                handle ->
                        handle.createQuery("SELECT * FROM accounts ORDER BY name")
                                .mapTo(Account.class)
                                .list());
    }

    public boolean any() {
        return database.read(
                "looking for accounts",
                handle ->
                        handle.createQuery("SELECT 1 FROM accounts LIMIT 1")
                                .mapTo(Integer.class)
                                .findOne()
                                .isPresent());
    }

    /// Counts a try to sign in as one that failed, unless the account is locked. From the last free
    /// try on it is locked for a time that doubles with each, at most five times.
    ///
    /// @return false if it is locked: there must be no try
    public boolean countTry(String name, Instant now, int freeTries, Duration firstWait) {
        return database.change(
                "counting a try to sign in",
                handle ->
                        handle.createUpdate(
                                                """
                                                UPDATE accounts SET failures = failures + 1,
                                                    locked_until = CASE
                                                        WHEN failures + 1 < :free THEN 0
                                                        WHEN failures + 1 > :free + 5
                                                            THEN :now + :wait * 32
                                                        ELSE :now
                                                            + :wait * (1 << (failures + 1 - :free))
                                                    END
                                                WHERE name = :name AND locked_until <= :now
                                                """)
                                        .bind("name", name)
                                        .bind("now", now.toEpochMilli())
                                        .bind("free", freeTries)
                                        .bind("wait", firstWait.toMillis())
                                        .execute()
                                == 1);
    }

    /// Forgets the tries that failed.
    public void welcome(String name) {
        database.write(
                "signing in",
                handle ->
                        handle.execute(
                                "UPDATE accounts SET failures = 0, locked_until = 0 WHERE name = ?",
                                name));
    }

    /// Opens a session, and forgets those that have run out.
    public void open(Session session, Instant now) {
        database.write(
                "signing in",
                handle -> {
                    handle.createUpdate("DELETE FROM sessions WHERE expires_at < :now")
                            .bind("now", now)
                            .execute();
                    handle.createUpdate(
                                    """
                                    INSERT INTO sessions (token, account, csrf, expires_at)
                                    VALUES (:token, :account, :csrf, :expiresAt)
                                    """)
                            .bindMethods(session)
                            .execute();
                });
    }

    public Optional<Session> session(Hash token, Instant now) {
        return database.read(
                "looking for a session",
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT * FROM sessions
                                        WHERE token = :token AND expires_at > :now
                                        """)
                                .bind("token", token)
                                .bind("now", now)
                                .mapTo(Session.class)
                                .findOne());
    }

    public void close(Hash token) {
        database.write(
                "signing out",
                handle -> handle.execute("DELETE FROM sessions WHERE token = ?", token.hex()));
    }
}
