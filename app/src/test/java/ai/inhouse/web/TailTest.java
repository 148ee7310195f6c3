package ai.inhouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("log.txt");
    }

    private void append(String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void givesNothingOfAFileThatIsNotThereYet() throws Exception {
        assertThat(new Tail(file, 0).lines()).isEmpty();
        assertThat(Tail.fromNearEnd(file, 10).lines()).isEmpty();
    }

    @Test
    void givesEachLineOnceItsEndIsWritten() throws Exception {
        Tail tail = new Tail(file, 0);
        append("one\ntw");
        assertThat(tail.lines()).containsExactly("one");
        assertThat(tail.lines()).isEmpty();
        append("o é\n\nthree\n");
        assertThat(tail.lines()).containsExactly("two é", "", "three");
        assertThat(tail.offset()).isEqualTo(Files.size(file));
    }

    @Test
    void goesOnFromAnOffset() throws Exception {
        append("one\ntwo\n");
        assertThat(new Tail(file, 4).lines()).containsExactly("two");
    }

    @Test
    void beginsNearTheEndWithAWholeLine() throws Exception {
        append("a long first line\nsecond\nthird\n");
        assertThat(Tail.fromNearEnd(file, 16).lines()).containsExactly("second", "third");
        assertThat(Tail.fromNearEnd(file, 1000).lines()).hasSize(3);
    }

    @Test
    void readsAFileThatBecameShorterFromItsBeginning() throws Exception {
        append("one\ntwo\n");
        Tail tail = new Tail(file, 0);
        assertThat(tail.lines()).hasSize(2);
        Files.writeString(file, "new\n");
        assertThat(tail.lines()).containsExactly("new");
    }

    @Test
    void getsThroughALineOfAnyLength() throws Exception {
        append("x".repeat(600_000) + "\nend\n");
        Tail tail = new Tail(file, 0);
        int characters = 0;
        String last = "";
        for (var lines = tail.lines(); !lines.isEmpty(); lines = tail.lines()) {
            characters += lines.stream().mapToInt(String::length).sum();
            last = lines.getLast();
        }
        assertThat(characters).isEqualTo(600_003);
        assertThat(last).isEqualTo("end");
    }
}
