package ai.inhouse.identity;

import ai.inhouse.base.InhouseException;
import ai.inhouse.store.Account;
import ai.inhouse.store.AccountRecords;
import ai.inhouse.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The people who may sign in. The first must be an owner, and the last owner stays, so that nobody
/// is locked out of a workspace.
public final class Accounts {
    private static final String NAME = "[a-z0-9][a-z0-9._@-]{0,63}";

    private final AccountRecords records;
    private final InstantSource clock;
    private final Passwords passwords = new Passwords();

    public Accounts(Database database, InstantSource clock) {
        this.records = new AccountRecords(database);
        this.clock = clock;
    }

    /// A person, without what only sign-in needs.
    public record Person(String name, Role role, Instant createdAt) {}

    /// @throws InhouseException if the name is taken or malformed, the password too short, or the
    ///   first account would not be an owner's
    public void add(String name, Role role, String password) {
        if (!name.matches(NAME)) {
            throw InhouseException.badInput(
                    "adding an account",
                    name,
                    "a name is 1 to 64 small letters, digits, dots, dashes or @",
                    "Choose another name, as in `ada` or `ada@tolvane.example`.");
        }
        if (password.length() < Passwords.SHORTEST || password.length() > Passwords.LONGEST) {
            throw InhouseException.badInput(
                    "adding an account",
                    name,
                    "a password has %d to %d characters"
                            .formatted(Passwords.SHORTEST, Passwords.LONGEST),
                    "Choose another, or leave it out to have one made.");
        }
        if (role != Role.OWNER && !records.any()) {
            throw InhouseException.badInput(
                    "adding an account",
                    name,
                    "the first account must be an owner's: from then on everyone signs in",
                    "Add yourself first, with --role owner.");
        }
        String hash = passwords.hash(password);
        Account account = new Account(name, role.name(), hash, 0, Instant.EPOCH, clock.instant());
        if (!records.add(account)) {
            throw InhouseException.badInput(
                    "adding an account",
                    name,
                    "there is an account of that name",
                    "Remove it first, or choose another name.");
        }
    }

    /// A password to hand over.
    public String newPassword() {
        return passwords.secret(15);
    }

    /// Ends the person's sessions too; what they rated stays.
    ///
    /// @throws InhouseException if there is no such account, or it is the last owner among others
    public void remove(String name) {
        List<Person> people = all();
        boolean lastOwner =
                people.size() > 1
                        && people.stream()
                                .filter(person -> !person.name().equals(name))
                                .noneMatch(person -> person.role() == Role.OWNER);
        if (lastOwner) {
            throw InhouseException.badInput(
                    "removing an account",
                    name,
                    "it is the last owner's",
                    "Add another owner first, or remove the other accounts.");
        }
        if (!records.remove(name)) {
            throw InhouseException.badInput(
                    "removing an account",
                    name,
                    "there is no account of that name",
                    "`inhouse reviewers list` names those that exist.");
        }
    }

    /// By name.
    public List<Person> all() {
        return records.all().stream()
                .map(a -> new Person(a.name(), Role.valueOf(a.role()), a.createdAt()))
                .toList();
    }

    public boolean any() {
        return records.any();
    }
}
