package ai.inhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
    @TempDir private Path folder;

    @Override
    String url() {
        return "jdbc:sqlite:" + folder.resolve("inhouse.db");
    }

    @Test
    void writesAheadSoThatReadersNeverWait() {
        assertThat(folder.resolve("inhouse.db-wal")).exists();
    }

    @Test
    void saysWhichFileIsNoDatabase() throws Exception {
        Path file = Files.writeString(folder.resolve("text.db"), "no database at all\n".repeat(99));
        assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + file))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("opening the database")
                .hasMessageContaining("text.db");
    }
}
