package ai.inhouse.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.SignIn.Attempt;
import ai.inhouse.store.AccountRecords;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignInTest {
    private static final String RIGHT = "correct horse";

    @TempDir private Path folder;
    private Workspace workspace;
    private Instant now = Instant.parse("2026-11-24T09:00:00Z");
    private Accounts accounts;
    private SignIn signIn;

    @BeforeEach
    void open() {
        workspace = Workspace.create(folder);
        accounts = new Accounts(workspace.database(), () -> now);
        signIn = new SignIn(workspace.database(), () -> now);
        accounts.add("ann", Role.OWNER, RIGHT);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void knowsWhoSignedInUntilTheSessionEnds() {
        Attempt.Welcome welcome = (Attempt.Welcome) signIn.attempt("ann", RIGHT);
        assertThat(signIn.person(welcome.token())).contains(welcome.person());
        assertThat(welcome.person().role()).isEqualTo(Role.OWNER);
        assertThat(signIn.person("guess")).isEmpty();
        now = now.plus(SignIn.SESSION);
        assertThat(signIn.person(welcome.token())).isEmpty();
    }

    @Test
    void signsOut() {
        Attempt.Welcome welcome = (Attempt.Welcome) signIn.attempt("ann", RIGHT);
        signIn.out(welcome.token());
        assertThat(signIn.person(welcome.token())).isEmpty();
    }

    @Test
    void endsTheSessionsOfARemovedPerson() {
        accounts.add("bob", Role.REVIEWER, RIGHT);
        Attempt.Welcome welcome = (Attempt.Welcome) signIn.attempt("bob", RIGHT);
        accounts.remove("bob");
        assertThat(signIn.person(welcome.token())).isEmpty();
    }

    @Test
    void locksAnAccountAfterFiveWrongPasswordsAndLongerAfterMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(signIn.attempt("ann", "wrong")).isEqualTo(new Attempt.Wrong());
        }
        assertThat(signIn.attempt("ann", RIGHT))
                .isEqualTo(new Attempt.Locked(Duration.ofSeconds(30)));
        now = now.plusSeconds(31);
        assertThat(signIn.attempt("ann", "wrong")).isEqualTo(new Attempt.Wrong());
        now = now.plusSeconds(31);
        assertThat(signIn.attempt("ann", RIGHT)).isInstanceOf(Attempt.Locked.class);
        now = now.plusSeconds(31);
        assertThat(signIn.attempt("ann", RIGHT)).isInstanceOf(Attempt.Welcome.class);
        assertThat(signIn.attempt("ann", "wrong"))
                .as("counted anew")
                .isEqualTo(new Attempt.Wrong());
        assertThat(signIn.attempt("ann", RIGHT)).isInstanceOf(Attempt.Welcome.class);
    }

    @Test
    void doesNotSayWhichNamesExist() {
        assertThat(signIn.attempt("nobody", "wrong")).isEqualTo(new Attempt.Wrong());
    }

    @Test
    void keepsNoPassword() {
        String hash = new AccountRecords(workspace.database()).find("ann").orElseThrow().password();
        assertThat(hash).startsWith("$argon2id$").contains("m=19456").doesNotContain(RIGHT);
    }

    @Test
    void startsWithAnOwnerAndKeepsTheLast() {
        accounts.add("bob", Role.REVIEWER, RIGHT);
        assertThatThrownBy(() -> accounts.remove("ann"))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("last owner");
        accounts.remove("bob");
        accounts.remove("ann");
        assertThatThrownBy(() -> accounts.add("bob", Role.REVIEWER, RIGHT))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("first account");
    }

    @Test
    void refusesNamesThatAreTakenAndPasswordsThatAreShort() {
        assertThatThrownBy(() -> accounts.add("ann", Role.OWNER, RIGHT))
                .hasMessageContaining("of that name");
        assertThatThrownBy(() -> accounts.add("cyd", Role.OWNER, "short"))
                .hasMessageContaining("password");
        assertThatThrownBy(() -> accounts.add("Cyd <b>", Role.OWNER, RIGHT))
                .hasMessageContaining("small letters");
    }
}
