package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritesTest {
    @TempDir private Path folder;

    private static Account account(String name) {
        return new Account(name, "REVIEWER", "x", 0, Instant.EPOCH, Instant.EPOCH);
    }

    /// One that fails takes none of those with it that are written in the same moment.
    @Test
    void keepsEachOfManyChangesAtOnceAndNoneThatFailed() throws Exception {
        try (Workspace workspace = Workspace.create(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Database database = workspace.database();
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                int number = i;
                all.add(threads.submit(() -> change(database, number)));
            }
            for (int i = 0; i < all.size(); i++) {
                Future<Boolean> one = all.get(i);
                if (i % 3 == 0) {
                    assertThatThrownBy(one::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseMessage("no " + i);
                } else {
                    assertThat(one.get()).isTrue();
                }
            }
            assertThat(new AccountRecords(database).all())
                    .hasSize(200)
                    .noneMatch(a -> Integer.parseInt(a.name().substring(1)) % 3 == 0);
        }
    }

    private static boolean change(Database database, int number) {
        return database.change(
                "adding an account",
                handle -> {
                    handle.createUpdate(
                                    """
                                    INSERT INTO accounts (name, role, password, failures,
                                        locked_until, created_at)
                                    VALUES (:name, :role, :password, :failures, :lockedUntil,
                                        :createdAt)
                                    """)
                            .bindMethods(account("n" + number))
                            .execute();
                    if (number % 3 == 0) {
                        throw new IllegalArgumentException("no " + number);
                    }
                    return true;
                });
    }
}
